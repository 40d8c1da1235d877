using System.Numerics;

namespace Wharf.Contracts.Json;

/// <summary>
/// Exact divisibility by a decimal number. With both sides as <c>digits × 10^exponent</c> and no trailing zeros in the digits, a
/// smaller exponent than the divisor's can never divide (the quotient would need a factor ten that the digits do not have); otherwise
/// the rest of <c>digits × 10^difference</c> decides, by modular arithmetic, so that 1e308 costs no more than 1.
/// </summary>
sealed class Divisor
{
    readonly long exponent;
    readonly ulong small;
    readonly BigInteger large;

    public Divisor(ReadOnlySpan<byte> token)
    {
        var number = new JsonNumber(token);
        exponent = number.Exponent;
        large = number.Significand();
        small = large <= ulong.MaxValue ? (ulong)large : 0;
    }

    public bool Divides(JsonNumber value)
    {
        if (value.IsZero)
            return true;
        if (value.Exponent < exponent)
            return false;
        return small != 0 ? DividesSmall(value) : DividesLarge(value);
    }

    bool DividesSmall(JsonNumber value)
    {
        UInt128 rest = 0;
        for (var index = 0; index < value.DigitCount; index++)
            rest = (rest * 10 + (uint)value.Digit(index)) % small;
        UInt128 power = 10 % small;
        for (var times = value.Exponent - exponent; times > 0 && rest != 0; times >>= 1)
        {
            if ((times & 1) != 0)
                rest = rest * power % small;
            power = power * power % small;
        }
        return rest == 0;
    }

    bool DividesLarge(JsonNumber value)
    {
        var rest = value.Significand() % large;
        return (rest * BigInteger.ModPow(10, value.Exponent - exponent, large) % large).IsZero;
    }
}
