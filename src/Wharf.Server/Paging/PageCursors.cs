using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Wharf.Server.Paging;

/// <summary>
/// Makes and reads the opaque cursors of keyset paging: where the next page of one certain list begins.
/// <para>
/// A cursor is a position, sealed with the Data Protection keys that all nodes share. It is thus bound to what it was made for (the list,
/// its order, its filter, and the caller where lists are personal: all of them in <see cref="PageScope"/>), tells the client nothing of
/// the keys inside, costs no table and no query, and still works after a restart and on another node. Whatever else a client sends
/// opens to null, which operations answer with 422.
/// </para>
/// <para>
/// Not signed with a key of our own (HMAC): it would be some 80 characters shorter, and one more secret to make, share and rotate. A key
/// text of 255 bytes still fits into the 512 characters that the contracts allow.
/// </para>
/// </summary>
sealed class PageCursors(IDataProtectionProvider protection)
{
    const int ScopeSize = 16;
    const int IdSize = 16;

    readonly IDataProtector protector = protection.CreateProtector("Wharf.Paging");

    /// <summary>The cursor of the page that begins after a position.</summary>
    public string Seal(PageScope scope, PagePosition position)
    {
        var plain = new byte[ScopeSize + IdSize + Encoding.UTF8.GetByteCount(position.Key)];
        scope.Fingerprint().CopyTo(plain, 0);
        position.Id.TryWriteBytes(plain.AsSpan(ScopeSize), bigEndian: true, out _);
        Encoding.UTF8.GetBytes(position.Key, plain.AsSpan(ScopeSize + IdSize));
        return Base64Url.EncodeToString(protector.Protect(plain));
    }

    /// <summary>The position in a cursor; null when it was not made for this list.</summary>
    public PagePosition? Open(PageScope scope, string cursor)
    {
        byte[] plain;
        try
        {
            plain = protector.Unprotect(Base64Url.DecodeFromChars(cursor));
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            // Not base64url, or not sealed by us.
            return null;
        }
        if (plain.Length < ScopeSize + IdSize || !plain.AsSpan(0, ScopeSize).SequenceEqual(scope.Fingerprint())) return null;
        var id = new Guid(plain.AsSpan(ScopeSize, IdSize), bigEndian: true);
        return new PagePosition(Encoding.UTF8.GetString(plain.AsSpan(ScopeSize + IdSize)), id);
    }
}

/// <summary>Which list a cursor belongs to.</summary>
/// <param name="Operation">The operationId.</param>
/// <param name="Order">The sort order; empty where the list has only one.</param>
/// <param name="Filter">Whatever selects the list's rows, always in the same order: the caller's id first where it is personal.</param>
sealed record PageScope(string Operation, string Order, params IReadOnlyList<string?> Filter)
{
    internal byte[] Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in (IEnumerable<string?>)[Operation, Order, .. Filter])
        {
            // With the length first, no two scopes read the same; -1 tells an absent filter from an empty one.
            BinaryPrimitives.WriteInt32BigEndian(length, part?.Length ?? -1);
            hash.AppendData(length);
            hash.AppendData(Encoding.UTF8.GetBytes(part ?? ""));
        }
        return hash.GetHashAndReset()[..16];
    }
}
