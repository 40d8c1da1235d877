using System.Buffers;
using System.Numerics;
using Wharf.Contracts.Json;

namespace Wharf.Contracts.Verdicts;

/// <summary>
/// <c>uniqueItems</c>: items by their hash, compared where hashes agree. Pooled memory; time grows with the array, not its square.
/// </summary>
static class UniqueItems
{
    const int OnStack = 32;

    public static bool Holds(ref JsonCursor cursor, int start)
    {
        var items = new ItemCursor(ref cursor, start);
        var count = 0;
        while (items.Next(ref cursor))
            count++;
        items.Finish(ref cursor);
        if (count < 2)
            return true;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)count * 2);
        var rented = size > OnStack ? ArrayPool<Slot>.Shared.Rent(size) : null;
        var slots = (rented ?? stackalloc Slot[OnStack])[..size];
        slots.Clear();
        var areUnique = AreUnique(ref cursor, start, slots);
        if (rented is not null)
            ArrayPool<Slot>.Shared.Return(rented);
        return areUnique;
    }

    static bool AreUnique(ref JsonCursor cursor, int start, scoped Span<Slot> slots)
    {
        var items = new ItemCursor(ref cursor, start);
        var areUnique = true;
        while (areUnique && items.Next(ref cursor))
        {
            var item = At(ref cursor, items.Start);
            areUnique = Add(ref cursor, slots, new Slot(JsonEquality.Hash(ref item), items.Start));
        }
        items.Finish(ref cursor);
        return areUnique;
    }

    static bool Add(ref JsonCursor cursor, scoped Span<Slot> slots, Slot item)
    {
        var mask = slots.Length - 1;
        for (var slot = (int)item.Hash & mask; ; slot = (slot + 1) & mask)
        {
            // No item begins at 0, where the array does.
            if (slots[slot].Start == 0)
            {
                slots[slot] = item;
                return true;
            }
            if (slots[slot].Hash != item.Hash)
                continue;
            var left = At(ref cursor, slots[slot].Start);
            var right = At(ref cursor, item.Start);
            if (JsonEquality.AreEqual(ref left, ref right))
                return false;
        }
    }

    static JsonCursor At(ref JsonCursor cursor, int start) => new(cursor.Text, int.MaxValue, duplicatesAllowed: true) { Position = start };

    readonly record struct Slot(ulong Hash, int Start);
}
