using System.Globalization;

namespace Wharf.Benchmarks;

/// <summary>What follows the verb: `name=value`, each of which must be one that the benchmark asks for.</summary>
sealed class Settings(Dictionary<string, string> values)
{
    public static Settings Parse(string[] arguments) => new(arguments.Select(argument => argument.Split('=', 2)).ToDictionary(
        pair => pair[0], pair => pair.Length == 2 ? pair[1] : throw new FormatException($"'{pair[0]}' is not of the form setting=value.")));

    public int Number(string name, int byDefault) => int.Parse(Text(name, $"{byDefault}"), CultureInfo.InvariantCulture);

    public string Text(string name, string byDefault) => values.Remove(name, out var value) ? value : byDefault;

    /// <summary>After everything was asked for: a setting that is misspelt must not pass as a default.</summary>
    public void End()
    {
        if (values.Count > 0)
        {
            throw new FormatException($"Unknown: {string.Join(", ", values.Keys)}.");
        }
    }
}
