namespace Wharf.Contracts.Json;

/// <summary>
/// Equality of JSON values where they stand in text: numbers by value, strings by content, objects without order. The cursors are known to
/// stand on good values; equal ones are read to their end, unequal ones to anywhere.
/// </summary>
static class JsonEquality
{
    public static bool AreEqual(ref JsonCursor left, ref JsonCursor right)
    {
        var kind = left.Peek();
        var other = right.Peek();
        if (kind is (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
            return other is (byte)'-' or (>= (byte)'0' and <= (byte)'9') && AreEqualNumbers(ref left, ref right);
        if (kind != other)
            return false;
        return kind switch
        {
            (byte)'"' => AreEqualStrings(ref left, ref right),
            (byte)'[' => AreEqualArrays(ref left, ref right),
            (byte)'{' => AreEqualObjects(ref left, ref right),
            _ => left.ReadLiteral() && right.ReadLiteral(),
        };
    }

    static bool AreEqualNumbers(ref JsonCursor left, ref JsonCursor right)
    {
        left.ReadNumber();
        right.ReadNumber();
        return left.TokenIsInteger && right.TokenIsInteger
            ? left.TokenInteger == right.TokenInteger
            : new JsonNumber(left.Token).CompareTo(new JsonNumber(right.Token)) == 0;
    }

    static bool AreEqualStrings(ref JsonCursor left, ref JsonCursor right)
    {
        left.ReadString();
        right.ReadString();
        return left.TokenIsEscaped || right.TokenIsEscaped
            ? JsonStrings.AreEqual(left.Token, right.Token)
            : left.Token.SequenceEqual(right.Token);
    }

    static bool AreEqualArrays(ref JsonCursor left, ref JsonCursor right)
    {
        left.Open();
        right.Open();
        while (true)
        {
            if (left.Peek() == ']' || right.Peek() == ']')
            {
                var areEqual = left.Peek() == right.Peek();
                left.Close();
                right.Close();
                return areEqual;
            }
            if (!AreEqual(ref left, ref right))
                return false;
            left.StepOverComma();
            right.StepOverComma();
        }
    }

    /// <summary>
    /// Each member of the left must be found on the right, where the search begins behind the last one found: in one sweep where both have
    /// the same order. Then the counts decide.
    /// </summary>
    static bool AreEqualObjects(ref JsonCursor left, ref JsonCursor right)
    {
        left.Open();
        right.Open();
        var first = right.Position;
        var depth = right.Depth;
        var count = 0;
        while (left.Peek() != '}')
        {
            left.ReadString();
            var (start, end, isEscaped) = (left.TokenStart, left.TokenEnd, left.TokenIsEscaped);
            left.ReadColon();
            if (!FindMember(ref left, ref right, (start, end, isEscaped), first, depth))
                return false;
            left.StepOverComma();
            right.StepOverComma();
            count++;
        }
        left.Close();
        right.Position = first;
        while (right.Peek() != '}')
        {
            right.ReadString();
            right.ReadColon();
            right.SkipValue();
            right.StepOverComma();
            count--;
        }
        right.Close();
        return count == 0;
    }

    static bool FindMember(ref JsonCursor left, ref JsonCursor right, (int Start, int End, bool IsEscaped) name, int first, int depth)
    {
        var value = left.Position;
        var leftDepth = left.Depth;
        var begin = right.Position;
        var wrapped = false;
        while (true)
        {
            if (right.Peek() == '}' || (wrapped && right.Position >= begin))
            {
                if (wrapped)
                    return false;
                wrapped = true;
                right.Position = first;
                if (right.Peek() == '}' || right.Position >= begin)
                    return false;
            }
            right.ReadString();
            var text = left.Text[name.Start..name.End];
            var isTwin = name.IsEscaped || right.TokenIsEscaped ? JsonStrings.AreEqual(text, right.Token) : text.SequenceEqual(right.Token);
            right.ReadColon();
            var other = right.Position;
            if (isTwin)
            {
                left.Position = value;
                if (AreEqual(ref left, ref right))
                    return true;
                left.Depth = leftDepth;
                right.Depth = depth;
                right.Position = other;
            }
            right.SkipValue();
            right.StepOverComma();
        }
    }

    /// <summary>A hash that equal values share; the cursor reads the value to its end.</summary>
    public static ulong Hash(ref JsonCursor cursor)
    {
        var kind = cursor.Peek();
        switch (kind)
        {
            case (byte)'"':
                cursor.ReadString();
                return cursor.TokenIsEscaped ? JsonStrings.HashEscaped(cursor.Token) : JsonStrings.Hash(cursor.Token);
            case (byte)'[':
                return HashArray(ref cursor);
            case (byte)'{':
                return HashObject(ref cursor);
            case (byte)'t' or (byte)'f' or (byte)'n':
                cursor.ReadLiteral();
                return kind;
            default:
                cursor.ReadNumber();
                return HashNumber(new JsonNumber(cursor.Token));
        }
    }

    static ulong HashNumber(JsonNumber number)
    {
        var hash = number.IsZero ? 1 : JsonStrings.Mix((ulong)number.Exponent ^ (number.IsNegative ? 1UL << 63 : 0));
        for (var index = 0; index < number.DigitCount; index++)
            hash = hash * 31 + (uint)number.Digit(index);
        return JsonStrings.Mix(hash);
    }

    static ulong HashArray(ref JsonCursor cursor)
    {
        var hash = 3UL;
        cursor.Open();
        while (cursor.Peek() != ']')
        {
            hash = JsonStrings.Mix(hash ^ Hash(ref cursor));
            cursor.StepOverComma();
        }
        cursor.Close();
        return hash;
    }

    static ulong HashObject(ref JsonCursor cursor)
    {
        var hash = 5UL;
        cursor.Open();
        while (cursor.Peek() != '}')
        {
            var name = Hash(ref cursor);
            cursor.ReadColon();
            // A sum, so that order does not matter.
            hash += JsonStrings.Mix(name ^ (Hash(ref cursor) * 3));
            cursor.StepOverComma();
        }
        cursor.Close();
        return hash;
    }
}
