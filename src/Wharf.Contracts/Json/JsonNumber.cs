using System.Numerics;

namespace Wharf.Contracts.Json;

/// <summary>
/// A JSON number as it is written, read as <c>±digits × 10^Exponent</c> without leading or trailing zeros in the digits, so that equal
/// numbers have equal parts however they are spelled (1, 1.0, 10e-1) and no arithmetic ever rounds.
/// </summary>
/// <remarks>Exponents beyond ±2^60 are taken as ±2^60: such numbers are told apart by their digits alone.</remarks>
readonly ref struct JsonNumber
{
    const long ExponentLimit = 1L << 60;

    readonly ReadOnlySpan<byte> token;
    readonly int first;
    readonly int dot;

    public JsonNumber(ReadOnlySpan<byte> token)
    {
        this.token = token;
        IsNegative = token[0] == '-';
        var mantissaEnd = token.IndexOfAny((byte)'e', (byte)'E');
        var exponent = 0L;
        if (mantissaEnd < 0)
            mantissaEnd = token.Length;
        else
            exponent = ReadExponent(token[(mantissaEnd + 1)..]);
        var mantissa = token[..mantissaEnd];
        dot = mantissa.IndexOf((byte)'.');
        first = mantissa.IndexOfAnyInRange((byte)'1', (byte)'9');
        if (first < 0)
        {
            DigitCount = 0;
            IsNegative = false;
            return;
        }
        var last = mantissa.LastIndexOfAnyInRange((byte)'1', (byte)'9');
        if (dot < 0)
            Exponent = exponent + (mantissaEnd - 1 - last);
        else
            Exponent = exponent + (last < dot ? dot - 1 - last : dot - last);
        if (dot < first || dot > last)
            dot = int.MaxValue;
        DigitCount = last - first + (dot == int.MaxValue ? 1 : 0);
    }

    public bool IsNegative { get; }

    /// <summary>The power of ten of the last significant digit.</summary>
    public long Exponent { get; }

    /// <summary>How many significant digits there are; none for zero.</summary>
    public int DigitCount { get; }

    public bool IsZero => DigitCount == 0;

    public bool IsInteger => Exponent >= 0;

    public int Digit(int index)
    {
        var at = first + index;
        return token[at >= dot ? at + 1 : at] - '0';
    }

    public int CompareTo(JsonNumber other)
    {
        if (IsZero || other.IsZero || IsNegative != other.IsNegative)
            return Sign.CompareTo(other.Sign);
        var magnitude = (Exponent + DigitCount).CompareTo(other.Exponent + other.DigitCount);
        for (var index = 0; magnitude == 0 && index < DigitCount && index < other.DigitCount; index++)
            magnitude = Digit(index).CompareTo(other.Digit(index));
        if (magnitude == 0)
            magnitude = DigitCount.CompareTo(other.DigitCount);
        return IsNegative ? -magnitude : magnitude;
    }

    int Sign => IsZero ? 0 : IsNegative ? -1 : 1;

    /// <summary>The significant digits as one integer.</summary>
    public BigInteger Significand()
    {
        var value = BigInteger.Zero;
        for (var index = 0; index < DigitCount; index++)
            value = value * 10 + Digit(index);
        return value;
    }

    static long ReadExponent(ReadOnlySpan<byte> text)
    {
        var value = 0L;
        foreach (var digit in text)
        {
            if (digit is (byte)'+' or (byte)'-')
                continue;
            value = Math.Min(value * 10 + (digit - '0'), ExponentLimit);
        }
        return text[0] == '-' ? -value : value;
    }
}
