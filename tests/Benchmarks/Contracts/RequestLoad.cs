using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Wharf.Benchmarks.Contracts;

/// <summary>
/// Sends one request again and again over a number of kept connections, each of which has one under way at any time. One thread with
/// blocking sockets, in turn: two system calls a request and no parsing beyond the end of the response, so that of the few cores most is
/// left to the server. What comes back must begin with the expected status every time.
/// </summary>
sealed class RequestLoad : IDisposable
{
    readonly byte[] request;
    readonly byte[] status;
    readonly Socket[] sockets;
    readonly byte[] buffer = new byte[16 * 1024];

    public RequestLoad(Uri address, byte[] request, HttpStatusCode expected, int connections)
    {
        this.request = request;
        status = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {(int)expected} "));
        sockets = Enumerable.Range(0, connections).Select(_ =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, address.Port);
            return socket;
        }).ToArray();
    }

    public TimeSpan Run(int requests)
    {
        var started = TimeProvider.System.GetTimestamp();
        foreach (var socket in sockets) socket.Send(request);
        for (var sent = sockets.Length; sent < requests; sent += sockets.Length)
        {
            foreach (var socket in sockets)
            {
                Receive(socket);
                socket.Send(request);
            }
        }
        foreach (var socket in sockets) Receive(socket);
        return TimeProvider.System.GetElapsedTime(started);
    }

    public void Dispose()
    {
        foreach (var socket in sockets) socket.Dispose();
    }

    void Receive(Socket socket)
    {
        var length = 0;
        do
        {
            var count = socket.Receive(buffer, length, buffer.Length - length, SocketFlags.None);
            if (count == 0) throw new InvalidOperationException("The server closed a connection.");
            length += count;
        }
        while (!IsComplete(buffer.AsSpan(0, length)));
        if (!buffer.AsSpan(0, length).StartsWith(status)) throw new InvalidOperationException(Encoding.ASCII.GetString(buffer, 0, length));
    }

    // `Content-Length`, however it is written, or chunks up to the last.
    static bool IsComplete(ReadOnlySpan<byte> response)
    {
        var head = response.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        var at = response[..head].IndexOf("-Length: "u8);
        if (at < 0) at = response[..head].IndexOf("-length: "u8);
        if (at < 0) return response.EndsWith("\r\n0\r\n\r\n"u8);
        var digits = response[(at + "-Length: ".Length)..head];
        var end = digits.IndexOf((byte)'\r');
        return response.Length >= head + 4 + int.Parse(end < 0 ? digits : digits[..end], CultureInfo.InvariantCulture);
    }
}
