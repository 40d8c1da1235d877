using System.Buffers;

namespace Wharf.Contracts.Json;

/// <summary>
/// The names that the open objects of a document have had so far, so that a repeated one is seen. Objects nest, so the names are one stack;
/// a short object is searched name by name, a long one gets a hash table. All memory is pooled.
/// </summary>
struct MemberNames
{
    /// <summary>The most names that are compared one by one.</summary>
    const int ShortObject = 16;

    Entry[]? entries;
    int count;
    int[]? table;

    /// <summary>Begins an object; the mark is what ends it.</summary>
    public Mark Open()
    {
        var mark = new Mark(count, table);
        table = null;
        return mark;
    }

    public void Close(Mark mark)
    {
        count = mark.Start;
        if (table is not null)
            ArrayPool<int>.Shared.Return(table);
        table = mark.OuterTable;
    }

    /// <summary>Gives back the memory.</summary>
    public void Release()
    {
        if (entries is not null)
            ArrayPool<Entry>.Shared.Return(entries);
        if (table is not null)
            ArrayPool<int>.Shared.Return(table);
        entries = null;
        table = null;
    }

    /// <summary>Adds a name, which is the text between two places; false if the object has it already.</summary>
    public bool Add(Mark mark, ReadOnlySpan<byte> text, int start, int end, bool isEscaped)
    {
        var hash = isEscaped ? JsonStrings.HashEscaped(text[start..end]) : JsonStrings.Hash(text[start..end]);
        var name = new Entry(hash, start, end, isEscaped);
        entries ??= ArrayPool<Entry>.Shared.Rent(64);
        if (count == entries.Length)
            Grow();
        var size = count - mark.Start;
        if (size < ShortObject)
        {
            for (var index = mark.Start; index < count; index++)
            {
                if (entries[index].Hash == name.Hash && AreEqual(text, entries[index], name))
                    return false;
            }
            entries[count++] = name;
            return true;
        }
        if (table is null || (size + 1) * 2 > TableSize(table))
            Rehash(mark, size + 1);
        return Insert(mark, text, name);
    }

    bool Insert(Mark mark, ReadOnlySpan<byte> text, Entry name)
    {
        var slots = table!;
        var mask = TableSize(slots) - 1;
        for (var slot = (int)name.Hash & mask; ; slot = (slot + 1) & mask)
        {
            if (slots[slot] == 0)
            {
                entries![count++] = name;
                slots[slot] = count - mark.Start;
                return true;
            }
            var other = entries![mark.Start + slots[slot] - 1];
            if (other.Hash == name.Hash && AreEqual(text, other, name))
                return false;
        }
    }

    void Rehash(Mark mark, int size)
    {
        if (table is not null)
            ArrayPool<int>.Shared.Return(table);
        table = ArrayPool<int>.Shared.Rent((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)size * 4));
        Array.Clear(table);
        var mask = TableSize(table) - 1;
        for (var index = mark.Start; index < count; index++)
        {
            var slot = (int)entries![index].Hash & mask;
            while (table[slot] != 0)
                slot = (slot + 1) & mask;
            table[slot] = index - mark.Start + 1;
        }
    }

    /// <summary>The power of two that a rented table is used up to.</summary>
    static int TableSize(int[] table) => 1 << System.Numerics.BitOperations.Log2((uint)table.Length);

    void Grow()
    {
        var larger = ArrayPool<Entry>.Shared.Rent(entries!.Length * 2);
        entries.AsSpan(0, count).CopyTo(larger);
        ArrayPool<Entry>.Shared.Return(entries);
        entries = larger;
    }

    static bool AreEqual(ReadOnlySpan<byte> text, Entry first, Entry second)
    {
        var left = text[first.Start..first.End];
        var right = text[second.Start..second.End];
        return first.IsEscaped || second.IsEscaped ? JsonStrings.AreEqual(left, right) : left.SequenceEqual(right);
    }

    /// <summary>Where an object's names begin, and the table of the object around it.</summary>
    public readonly record struct Mark(int Start, int[]? OuterTable);

    readonly record struct Entry(ulong Hash, int Start, int End, bool IsEscaped);
}
