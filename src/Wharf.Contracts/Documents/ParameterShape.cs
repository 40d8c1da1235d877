namespace Wharf.Contracts.Documents;

/// <summary>The JSON types that a schema admits; text is read as the first of them that it can be.</summary>
[Flags]
public enum AdmittedTypes
{
    /// <summary>No type.</summary>
    None = 0,

    /// <summary>A string.</summary>
    String = 1,

    /// <summary>A whole number.</summary>
    Integer = 2,

    /// <summary>Any number.</summary>
    Number = 4,

    /// <summary>True or false.</summary>
    Boolean = 8,

    /// <summary>An array.</summary>
    Array = 16,

    /// <summary>An object.</summary>
    Object = 32,

    /// <summary>Null.</summary>
    Null = 64,
}

/// <summary>What the text of a parameter or of a form field stands for: how it becomes JSON before its schema judges it.</summary>
/// <param name="Types">The types that it admits itself.</param>
/// <param name="ItemTypes">The types of an array's items.</param>
/// <param name="MemberTypes">The types of an object's members by name.</param>
/// <param name="OtherMemberTypes">The types of members that are not named.</param>
public sealed record ParameterShape(
    AdmittedTypes Types, AdmittedTypes ItemTypes, IReadOnlyDictionary<string, AdmittedTypes> MemberTypes, AdmittedTypes OtherMemberTypes)
{
    /// <summary>Whether it is an array.</summary>
    public bool IsArray => Types.HasFlag(AdmittedTypes.Array);

    /// <summary>Whether it is an object.</summary>
    public bool IsObject => Types.HasFlag(AdmittedTypes.Object);
}
