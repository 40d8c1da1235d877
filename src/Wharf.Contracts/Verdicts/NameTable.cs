using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Wharf.Contracts.Verdicts;

/// <summary>
/// Known names by their UTF-8 bytes. Documents tend to have their members in the schema's order, so the next name is guessed first, with
/// its quotes, before anybody looks for its end; a wrong guess costs one comparison and then a hash of the name's two ends.
/// </summary>
sealed class NameTable
{
    readonly byte[][] quoted;
    readonly byte[][] names;
    readonly short[] slots;

    public NameTable(IReadOnlyList<string> names)
    {
        if (names.Count > short.MaxValue)
            throw new VerdictTooComplexException();
        this.names = [.. names.Select(Encoding.UTF8.GetBytes)];
        // A name with characters that JSON escapes is never guessed, only looked up.
        quoted = [.. names.Select(name => Encoding.UTF8.GetBytes($"\"{name}\""))];
        slots = new short[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, names.Count * 4))];
        for (var index = 0; index < names.Count; index++)
        {
            var slot = Hash(this.names[index]) & (slots.Length - 1);
            while (slots[slot] != 0)
                slot = (slot + 1) & (slots.Length - 1);
            slots[slot] = (short)(index + 1);
        }
    }

    public int Count => names.Length;

    public ReadOnlySpan<byte> this[int index] => names[index];

    /// <summary>The length with its quotes of the guessed name if the text goes on with it, or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Guess(int index, ReadOnlySpan<byte> text, int at)
    {
        if ((uint)index >= (uint)quoted.Length)
            return 0;
        var name = quoted[index];
        return (uint)(at + name.Length) <= (uint)text.Length && text.Slice(at, name.Length).SequenceEqual(name) ? name.Length : 0;
    }

    /// <summary>The index of a name, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        var mask = slots.Length - 1;
        for (var slot = Hash(name) & mask; slots[slot] != 0; slot = (slot + 1) & mask)
        {
            var index = slots[slot] - 1;
            if (name.SequenceEqual(names[index]))
                return index;
        }
        return -1;
    }

    static int Hash(ReadOnlySpan<byte> name)
    {
        ulong first;
        ulong last;
        if (name.Length >= 8)
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(name);
            last = BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]);
        }
        else if (name.Length >= 4)
        {
            first = BinaryPrimitives.ReadUInt32LittleEndian(name);
            last = BinaryPrimitives.ReadUInt32LittleEndian(name[^4..]);
        }
        else
        {
            first = name.Length > 0 ? name[0] : 0UL;
            last = name.Length > 1 ? (ulong)name[^1] | ((ulong)name[1] << 8) : 0UL;
        }
        var mixed = (first ^ BitOperations.RotateLeft(last, 29) ^ (ulong)name.Length) * 0x9E3779B97F4A7C15;
        return (int)(mixed >> 33);
    }
}
