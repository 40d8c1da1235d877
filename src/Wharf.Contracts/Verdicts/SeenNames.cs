using System.Runtime.CompilerServices;

namespace Wharf.Contracts.Verdicts;

/// <summary>The known names an object has had so far, as bits. Two sizes, so that the common one lives in a register.</summary>
interface ISeenNames
{
    /// <summary>Adds a name; false if it was there.</summary>
    bool Add(int index);

    bool Has(int index);

    bool HasAll(ulong[] mask);

    bool HasAny(ulong[] mask);
}

/// <summary>Up to 64 names.</summary>
struct FewSeenNames : ISeenNames
{
    public const int Limit = 64;

    ulong bits;

    public bool Add(int index)
    {
        var bit = 1UL << index;
        var isNew = (bits & bit) == 0;
        bits |= bit;
        return isNew;
    }

    public readonly bool Has(int index) => (bits & (1UL << index)) != 0;

    public readonly bool HasAll(ulong[] mask) => (bits & mask[0]) == mask[0];

    public readonly bool HasAny(ulong[] mask) => (bits & mask[0]) != 0;
}

/// <summary>Up to 2,048 names.</summary>
struct ManySeenNames : ISeenNames
{
    public const int Limit = 64 * Words.Length;

    Words words;

    public bool Add(int index)
    {
        var bit = 1UL << (index & 63);
        ref var word = ref words[index >> 6];
        var isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }

    public readonly bool Has(int index) => (words[index >> 6] & (1UL << (index & 63))) != 0;

    public readonly bool HasAll(ulong[] mask)
    {
        for (var index = 0; index < mask.Length; index++)
        {
            if ((words[index] & mask[index]) != mask[index])
                return false;
        }
        return true;
    }

    public readonly bool HasAny(ulong[] mask)
    {
        for (var index = 0; index < mask.Length; index++)
        {
            if ((words[index] & mask[index]) != 0)
                return true;
        }
        return false;
    }

    [InlineArray(Length)]
    struct Words
    {
        public const int Length = 32;

        ulong first;
    }
}
