namespace Wharf.Server.Database;

/// <summary>Where the database is. Bound from <c>Wharf</c> and <c>ConnectionStrings</c>.</summary>
sealed class DatabaseOptions
{
    /// <summary>The folder of everything the server keeps on disk, relative to the working directory. Default <c>data</c>.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>A PostgreSQL (16 or newer) of your own: <c>ConnectionStrings:Wharf</c>. Default none: the embedded one.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>How long a start waits for a database that does not answer yet. Default 30 seconds.</summary>
    public TimeSpan ConnectLimit { get; set; } = TimeSpan.FromSeconds(30);
}
