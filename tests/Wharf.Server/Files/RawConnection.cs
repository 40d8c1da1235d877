using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Wharf.Server.Tests.Files;

/// <summary>A connection that says exactly what a test wants to be said, however wrong.</summary>
sealed class RawConnection : IDisposable
{
    readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        var connection = new RawConnection();
        await connection.socket.ConnectAsync(server.Host, server.Port);
        return connection;
    }

    /// <summary>Begins an upload; the lines say how its body is framed.</summary>
    public Task BeginUploadAsync(FilesUser user, params string[] lines) => SendAsync(Encoding.UTF8.GetBytes(string.Join(
        "\r\n", ["POST /upload_files HTTP/1.1", "Host: wharf", $"Authorization: {user.Authorization}", .. lines, "", ""])));

    public async Task SendAsync(byte[] bytes)
    {
        for (ReadOnlyMemory<byte> rest = bytes; !rest.IsEmpty;) rest = rest[await socket.SendAsync(rest)..];
    }

    public Task SendChunkAsync(byte[] bytes) =>
        SendAsync([.. Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. bytes, .. "\r\n"u8]);

    /// <summary>Says that nothing more will be sent, and listens on.</summary>
    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Breaks the connection off.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    /// <summary>The status of the answer and all of it; zero when the server breaks off without one.</summary>
    public async Task<(int Status, string Text)> ReadAnswerAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            while (!IsWhole(text.ToString()))
            {
                var read = await socket.ReceiveAsync(buffer, limit.Token);
                if (read == 0) break;
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (SocketException) when (text.Length == 0)
        {
            return (0, "");
        }
        var answer = text.ToString();
        return (answer.Length == 0 ? 0 : int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture), answer);
    }

    public void Dispose() => socket.Dispose();

    static bool IsWhole(string answer)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var length = answer.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        return end > 0 && length is not null
            && Encoding.UTF8.GetByteCount(answer[(end + 4)..]) >= int.Parse(length.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
