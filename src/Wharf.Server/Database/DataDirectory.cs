namespace Wharf.Server.Database;

/// <summary>The names in a data directory that belong to the database.</summary>
sealed class DataDirectory
{
    const long LargestLog = 16 * 1024 * 1024;

    public DataDirectory(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseException($"The data folder {Path} cannot be made: {e.Message} Set Wharf__DataDirectory.", e);
        }
    }

    public string Path { get; }

    public string DataFolder => In("postgres");

    public string SocketFolder => In("socket");

    public string LogFile => In("postgres.log");

    public string LockFile => In("postgres.lock");

    public string UsersFile => In("postgres.users");

    public string ConnectionFile => In("postgres.json");

    /// <summary>One generation is kept. PostgreSQL writes little, so once a start is often enough.</summary>
    public void RotateLog()
    {
        if (new FileInfo(LogFile) is { Exists: true, Length: > LargestLog } log)
            log.MoveTo(LogFile + ".1", overwrite: true);
    }

    string In(string name) => System.IO.Path.Combine(Path, name);
}
