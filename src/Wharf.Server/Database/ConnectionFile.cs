using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wharf.Server.Database;

/// <summary>
/// What the holder of a data directory tells others about the database in it: <c>data/postgres.json</c>, readable by its owner alone,
/// because it holds the password. It means something only while the lock beside it is held.
/// </summary>
/// <param name="Pid">The process that holds the data directory.</param>
/// <param name="IsServer">False for a command-line verb, which holds it for a moment.</param>
/// <param name="ConnectionString">Null while PostgreSQL is starting.</param>
/// <param name="TemporaryFolder">A socket folder outside of the data directory, to be removed after a crash.</param>
sealed record ConnectionFile(int Pid, bool IsServer, string? ConnectionString, string? TemporaryFolder)
{
    /// <summary>Answers null when there is none that can be read.</summary>
    public static ConnectionFile? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ConnectionFileJson.Default.ConnectionFile);
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            // A disk that was full or a machine that lost power may leave anything; the next holder writes it anew.
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DatabaseException($"{path} belongs to another user. Run this command as the user that runs the server.", e);
        }
    }

    public Task WriteAsync(string path, CancellationToken cancellationToken) =>
        PostgresDataFolder.WritePrivateFileAsync(
            path, JsonSerializer.Serialize(this, ConnectionFileJson.Default.ConnectionFile), cancellationToken);
}

[JsonSerializable(typeof(ConnectionFile))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
sealed partial class ConnectionFileJson : JsonSerializerContext;
