using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Wharf.Server.Database;

/// <summary>One step of the schema.</summary>
/// <param name="Number">Its place; also the schema number of the code that ships it as its newest.</param>
/// <param name="Name">What it does.</param>
/// <param name="OldestCompatibleCode">The oldest code (by its newest migration) that still works once this one is applied.</param>
/// <param name="Sql">The whole file.</param>
sealed partial record Migration(int Number, string Name, int OldestCompatibleCode, string Sql)
{
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>Reads <c>0001_name.sql</c>, whose first line is <c>-- oldest-compatible-code: 1</c>.</summary>
    public static Migration Parse(string fileName, string sql)
    {
        // A checkout with other line endings is the same migration.
        sql = sql.ReplaceLineEndings("\n");
        var name = FileName().Match(fileName);
        var header = Header().Match(sql);
        if (!name.Success)
            throw new FormatException($"Migration {fileName}: the name is not of the form 0001_what_it_does.sql.");
        if (!header.Success)
            throw new FormatException($"Migration {fileName}: the first line is not of the form `-- oldest-compatible-code: 1`.");
        var number = int.Parse(name.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var oldest = int.Parse(header.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        return oldest <= number
            ? new Migration(number, name.Groups[2].Value, oldest, sql)
            : throw new FormatException(
                $"Migration {fileName}: the code that ships it has number {number}, so {oldest} would exclude itself.");
    }

    [GeneratedRegex("^([0-9]{4})_([a-z0-9_]+)\\.sql$")]
    private static partial Regex FileName();

    [GeneratedRegex("^-- oldest-compatible-code: ([0-9]{1,4})\n")]
    private static partial Regex Header();
}

/// <summary>All migrations that a piece of code knows, in order.</summary>
sealed class MigrationSet
{
    const string ResourceFolder = "Migrations/";

    public MigrationSet(IEnumerable<Migration> migrations)
    {
        All = [.. migrations.OrderBy(migration => migration.Number)];
        foreach (var (earlier, later) in All.Zip(All.Skip(1)))
        {
            if (earlier.Number == later.Number)
                throw new FormatException($"Migrations {earlier.Name} and {later.Name} have the same number, {later.Number}.");
        }
    }

    /// <summary>The ones embedded into the server.</summary>
    public static MigrationSet OfThisCode { get; } = FromAssembly(typeof(MigrationSet).Assembly);

    public IReadOnlyList<Migration> All { get; }

    /// <summary>The schema number of the code.</summary>
    public int Newest => All.Count == 0 ? 0 : All[^1].Number;

    static MigrationSet FromAssembly(Assembly assembly) =>
        new(assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourceFolder, StringComparison.Ordinal))
            .Select(name => Migration.Parse(name[ResourceFolder.Length..], ReadResource(assembly, name))));

    static string ReadResource(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
