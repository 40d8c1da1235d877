namespace Wharf.Contracts.Requests;

/// <summary>A parameter's decoded text, or texts if it is an array; neither when the request does not have it.</summary>
readonly record struct ParameterValue(string? Text, IReadOnlyList<string>? Items)
{
    public bool IsPresent => Text is not null || Items is not null;
}
