using System.Net;
using System.Net.Sockets;

namespace Wharf.Server.Accounts;

/// <summary>
/// What counts as one place that requests come from: an IPv4 address, or the /64 of an IPv6 one, of which a household or a rented server
/// has billions to choose from.
/// </summary>
static class ClientNetwork
{
    public static string Of(IPAddress? address)
    {
        // A unix socket has no address: whatever stands before it must tell by forwarded headers.
        if (address is null) return "local";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork) return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
