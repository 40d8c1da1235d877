namespace Wharf.Contracts.Formats;

/// <summary>Punycode (RFC 3492), without the <c>xn--</c> before it.</summary>
static class Punycode
{
    const int Base = 36;
    const int FirstThreshold = 1;
    const int LastThreshold = 26;
    const int InitialBias = 72;
    const int InitialCodePoint = 0x80;

    /// <summary>Decodes; the number of code points, or -1.</summary>
    public static int Decode(ReadOnlySpan<byte> text, Span<int> codePoints)
    {
        var count = 0;
        var delimiter = text.LastIndexOf((byte)'-');
        for (var index = 0; index < delimiter; index++)
            codePoints[count++] = text[index];
        text = text[(delimiter + 1)..];
        var (codePoint, at, bias) = (InitialCodePoint, 0L, InitialBias);
        while (!text.IsEmpty)
        {
            var before = at;
            var weight = 1L;
            for (var threshold = Base; ; threshold += Base)
            {
                if (text.IsEmpty)
                    return -1;
                var digit = Digit(text[0]);
                text = text[1..];
                if (digit < 0)
                    return -1;
                at += digit * weight;
                if (at > int.MaxValue)
                    return -1;
                var limit = Math.Clamp(threshold - bias, FirstThreshold, LastThreshold);
                if (digit < limit)
                    break;
                weight *= Base - limit;
                if (weight > int.MaxValue)
                    return -1;
            }
            bias = Adapt(at - before, count + 1, before == 0);
            if (at / (count + 1) > 0x10FFFF - codePoint || count == codePoints.Length)
                return -1;
            codePoint += (int)(at / (count + 1));
            at %= count + 1;
            codePoints[(int)at..count].CopyTo(codePoints[((int)at + 1)..]);
            codePoints[(int)at++] = codePoint;
            count++;
        }
        return count;
    }

    /// <summary>Encodes into a span of at least eight bytes a code point, and tells the length.</summary>
    public static int Encode(ReadOnlySpan<int> codePoints, Span<byte> text)
    {
        var length = 0;
        foreach (var basic in codePoints)
        {
            if (basic < InitialCodePoint)
                text[length++] = (byte)basic;
        }
        var (basicCount, done) = (length, length);
        if (basicCount > 0)
            text[length++] = (byte)'-';
        var (codePoint, delta, bias) = (InitialCodePoint, 0L, InitialBias);
        while (done < codePoints.Length)
        {
            var next = int.MaxValue;
            foreach (var candidate in codePoints)
            {
                if (candidate >= codePoint)
                    next = Math.Min(next, candidate);
            }
            delta += (long)(next - codePoint) * (done + 1);
            codePoint = next;
            foreach (var current in codePoints)
            {
                if (current < codePoint)
                    delta++;
                if (current != codePoint)
                    continue;
                length += Write(delta, bias, text[length..]);
                bias = Adapt(delta, done + 1, done == basicCount);
                delta = 0;
                done++;
            }
            delta++;
            codePoint++;
        }
        return length;
    }

    static int Write(long value, int bias, Span<byte> text)
    {
        var length = 0;
        for (var threshold = Base; ; threshold += Base)
        {
            var limit = Math.Clamp(threshold - bias, FirstThreshold, LastThreshold);
            if (value < limit)
            {
                text[length++] = Letter(value);
                return length;
            }
            text[length++] = Letter(limit + (value - limit) % (Base - limit));
            value = (value - limit) / (Base - limit);
        }
    }

    static int Adapt(long delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / 700 : delta / 2;
        delta += delta / count;
        var bias = 0;
        while (delta > (Base - FirstThreshold) * LastThreshold / 2)
        {
            delta /= Base - FirstThreshold;
            bias += Base;
        }
        return bias + (int)((Base - FirstThreshold + 1) * delta / (delta + 38));
    }

    static byte Letter(long digit) => (byte)(digit < 26 ? 'a' + digit : '0' + digit - 26);

    static int Digit(byte letter) => letter switch
    {
        >= (byte)'a' and <= (byte)'z' => letter - 'a',
        >= (byte)'A' and <= (byte)'Z' => letter - 'A',
        >= (byte)'0' and <= (byte)'9' => letter - '0' + 26,
        _ => -1,
    };
}
