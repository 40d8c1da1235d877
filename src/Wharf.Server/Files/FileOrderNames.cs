using System.Text.Json;

namespace Wharf.Server.Files;

/// <summary>The orders as the contract writes them.</summary>
static class FileOrderNames
{
    static readonly Dictionary<FileOrder, string> Names = Enum.GetValues<FileOrder>()
        .ToDictionary(order => order, order => JsonSerializer.SerializeToElement(order, FilesJson.Default.FileOrder).GetString()!);

    public static string Of(FileOrder order) => Names[order];
}
