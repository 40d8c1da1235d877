namespace Wharf.Contracts.Requests;

/// <summary>A parameter's decoded text, or texts if it is an array, or named texts if it is an object; nothing when the request does not have it.</summary>
readonly record struct ParameterValue(string? Text, List<string>? Items = null, List<KeyValuePair<string, string>>? Members = null)
{
    public bool IsPresent => Text is not null || Items is not null || Members is not null;
}
