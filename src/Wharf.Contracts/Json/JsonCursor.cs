using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Json;

/// <summary>
/// Reads JSON text forward, byte by byte, and judges its syntax as it goes. What is returned by a method is whether the text is still good;
/// after a false, <see cref="Fault"/> says what is wrong, or it is <see cref="JsonFaultKind.None"/> and a schema was violated.
/// </summary>
/// <remarks>
/// Why not <c>Utf8JsonReader</c>: its state is 200 bytes, and every alternative of a schema would copy it; here a place in the text is one
/// integer, so that going back costs nothing. It throws on bad text, which is the input an attacker sends most; and it looks neither into
/// strings for invalid UTF-8 nor for lone surrogates or repeated names. Its grammar is the measure all the same: tests hold the two
/// against each other over mutated and random bytes. The text must have been checked to be valid UTF-8 (<see cref="JsonText"/>).
/// </remarks>
ref partial struct JsonCursor
{
    public readonly ReadOnlySpan<byte> Text;

    /// <summary>The next byte to be read.</summary>
    public int Position;

    /// <summary>How many arrays and objects are open.</summary>
    public int Depth;

    /// <summary>The last string (without its quotes) or number that was read.</summary>
    public int TokenStart;

    /// <summary>Where it ends, exclusive.</summary>
    public int TokenEnd;

    /// <summary>Whether the last string contains escapes.</summary>
    public bool TokenIsEscaped;

    /// <summary>Whether the last number is <see cref="TokenInteger"/>, exactly, and written without fraction and exponent.</summary>
    public bool TokenIsInteger;

    public long TokenInteger;

    /// <summary>The names of the open objects; not kept while a value is read again.</summary>
    public MemberNames Names;

    /// <summary>Above zero while a value is read again, its syntax and names being known to be good.</summary>
    public int Rereads;

    /// <summary>The direction the document travels in.</summary>
    public SchemaDirection Direction;

    /// <summary>The alternatives that have held, of the schema that asks for them: see <c>Rest</c>.</summary>
    public ulong Held;

    /// <summary>How many more bytes may be read again before the verdict is left to the slower pass, which remembers.</summary>
    public long Budget;

    readonly int maxDepth;

    public JsonCursor(ReadOnlySpan<byte> text, int maxDepth, bool duplicatesAllowed)
    {
        Text = text;
        this.maxDepth = maxDepth;
        Rereads = duplicatesAllowed ? 1 : 0;
    }

    public JsonFaultKind Fault { get; private set; }

    public int FaultAt { get; private set; }

    public readonly ReadOnlySpan<byte> Token => Text[TokenStart..TokenEnd];

    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Fail(JsonFaultKind kind, int at)
    {
        Fault = at >= Text.Length && kind != JsonFaultKind.DuplicateName ? JsonFaultKind.UnexpectedEnd : kind;
        FaultAt = at;
        return false;
    }

    /// <summary>The next byte after any space, which is stepped over; 0 at the end of the text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Peek()
    {
        if ((uint)Position < (uint)Text.Length)
        {
            var next = Text[Position];
            if (next > ' ')
                return next;
        }
        return PeekBeyondSpace();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    byte PeekBeyondSpace()
    {
        var text = Text;
        var at = Position;
        while ((uint)at < (uint)text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            at++;
        Position = at;
        return (uint)at < (uint)text.Length ? text[at] : (byte)0;
    }

    /// <summary>Opens an array or object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Open()
    {
        if (++Depth > maxDepth)
            return Fail(JsonFaultKind.TooDeep, Position);
        Position++;
        return true;
    }

    /// <summary>Closes it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Close()
    {
        Depth--;
        Position++;
    }

    /// <summary>Reads the colon after a name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ReadColon()
    {
        if (Peek() != ':')
            return Fail(JsonFaultKind.UnexpectedByte, Position);
        Position++;
        return true;
    }

    /// <summary>Reads a string; the cursor stands on its opening quote.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ReadString()
    {
        var at = Position + 1;
        TokenStart = at;
        TokenIsEscaped = false;
        if (at <= Text.Length - Vector128<byte>.Count)
        {
            var special = Specials(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Text), (nuint)at));
            if (special != 0)
            {
                at += System.Numerics.BitOperations.TrailingZeroCount(special);
                if (Text[at] == '"')
                {
                    TokenEnd = at;
                    Position = at + 1;
                    return true;
                }
            }
        }
        return ReadStringFrom(at);
    }

    bool ReadStringFrom(int at)
    {
        var text = Text;
        while (true)
        {
            at = NextSpecial(text, at);
            if (at >= text.Length)
                return Fail(JsonFaultKind.UnexpectedEnd, at);
            if (text[at] == '"')
            {
                TokenEnd = at;
                Position = at + 1;
                return true;
            }
            if (text[at] != '\\')
                return Fail(JsonFaultKind.ControlCharacter, at);
            TokenIsEscaped = true;
            var length = JsonEscapes.Length(text[at..]);
            if (length <= 0)
                return Fail(length == 0 ? JsonFaultKind.InvalidEscape : JsonFaultKind.LoneSurrogate, at);
            at += length;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Specials(Vector128<byte> bytes)
    {
        var quote = Vector128.Equals(bytes, Vector128.Create((byte)'"'));
        var backslash = Vector128.Equals(bytes, Vector128.Create((byte)'\\'));
        var control = Vector128.Equals(Vector128.Min(bytes, Vector128.Create((byte)0x1F)), bytes);
        return (quote | backslash | control).ExtractMostSignificantBits();
    }

    /// <summary>The next quote, backslash or control character at or after a place; the end of the text if there is none.</summary>
    static int NextSpecial(ReadOnlySpan<byte> text, int at)
    {
        ref var first = ref MemoryMarshal.GetReference(text);
        for (; at <= text.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            var special = Specials(Vector128.LoadUnsafe(ref first, (nuint)at));
            if (special != 0)
                return at + System.Numerics.BitOperations.TrailingZeroCount(special);
        }
        while (at < text.Length && text[at] is not ((byte)'"' or (byte)'\\' or < 0x20))
            at++;
        return at;
    }
}
