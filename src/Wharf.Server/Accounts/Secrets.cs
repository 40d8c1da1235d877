using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Wharf.Server.Accounts;

/// <summary>
/// What is kept of a secret: its SHA-256. That is enough for 256 random bits, which nobody finds by trying; a password needs slow hashing.
/// </summary>
readonly record struct SecretHash(UInt128 High, UInt128 Low)
{
    public static SecretHash Of(ReadOnlySpan<byte> secret)
    {
        Span<UInt128> halves = stackalloc UInt128[2];
        SHA256.HashData(secret, MemoryMarshal.AsBytes(halves));
        return new SecretHash(halves[0], halves[1]);
    }

    public static SecretHash Of(string secret) => Of(Encoding.UTF8.GetBytes(secret));

    public static SecretHash Read(ReadOnlySpan<byte> bytes)
    {
        var halves = MemoryMarshal.Cast<byte, UInt128>(bytes);
        return new SecretHash(halves[0], halves[1]);
    }

    public byte[] ToArray() => MemoryMarshal.AsBytes<UInt128>([High, Low]).ToArray();
}

/// <summary>
/// A refresh token: <c>wr_</c>, a secret that all tokens of one login share, and one that is this token's own. The first finds the login,
/// the second says whether this is its newest token. Who shows the first with a wrong second has held an older token of the family; so
/// reuse is recognised without a row for every token that ever was.
/// </summary>
readonly record struct RefreshToken(SecretHash Family, SecretHash Own, string Text)
{
    const string Prefix = "wr_";
    const int SecretSize = 32;

    /// <summary>The first token of a login.</summary>
    public static RefreshToken New() => Make(RandomNumberGenerator.GetBytes(2 * SecretSize));

    /// <summary>Reads what a client sends; null when it is no refresh token.</summary>
    public static RefreshToken? Parse(string text)
    {
        var secrets = new byte[2 * SecretSize];
        return text.StartsWith(Prefix, StringComparison.Ordinal)
            && Base64Url.IsValid(text.AsSpan(Prefix.Length), out var length) && length == secrets.Length
            && Base64Url.TryDecodeFromChars(text.AsSpan(Prefix.Length), secrets, out _)
            ? Make(secrets)
            : null;
    }

    /// <summary>The next token of the same login.</summary>
    public RefreshToken Next()
    {
        var secrets = Base64Url.DecodeFromChars(Text.AsSpan(Prefix.Length));
        RandomNumberGenerator.Fill(secrets.AsSpan(SecretSize));
        return Make(secrets);
    }

    static RefreshToken Make(byte[] secrets) => new(
        SecretHash.Of(secrets.AsSpan(0, SecretSize)),
        SecretHash.Of(secrets.AsSpan(SecretSize)),
        Prefix + Base64Url.EncodeToString(secrets));
}

/// <summary>The texts of new API tokens.</summary>
static class ApiTokenText
{
    /// <summary>256 random bits. The prefix lets people and secret scanners see what it is.</summary>
    public static string New() => "wt_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
