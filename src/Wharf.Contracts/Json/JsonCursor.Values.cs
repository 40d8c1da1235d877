namespace Wharf.Contracts.Json;

/// <summary>Numbers, literals, and values that nothing but their syntax is asked of.</summary>
ref partial struct JsonCursor
{
    const int ExactDigits = 18;

    /// <summary>Reads a number; the cursor stands on its first byte.</summary>
    public bool ReadNumber()
    {
        var text = Text;
        var at = Position;
        TokenStart = at;
        var isNegative = text[at] == '-';
        if (isNegative)
            at++;
        var digits = at;
        var value = 0L;
        while ((uint)at < (uint)text.Length && (uint)(text[at] - '0') <= 9)
        {
            // Wraps around beyond 18 digits, and is not looked at then.
            value = unchecked(value * 10 + (text[at] - '0'));
            at++;
        }
        var count = at - digits;
        if (count == 0)
            return Fail(JsonFaultKind.InvalidNumber, at);
        if (count > 1 && text[digits] == '0')
            return Fail(JsonFaultKind.InvalidNumber, digits + 1);
        TokenIsInteger = count <= ExactDigits;
        TokenInteger = isNegative ? -value : value;
        if ((uint)at < (uint)text.Length && text[at] is (byte)'.' or (byte)'e' or (byte)'E')
        {
            TokenIsInteger = false;
            if (!ReadFraction(ref at))
                return false;
        }
        TokenEnd = at;
        Position = at;
        return true;
    }

    bool ReadFraction(ref int at)
    {
        if (Text[at] == '.')
        {
            at++;
            if (!ReadDigits(ref at))
                return false;
        }
        if (at < Text.Length && Text[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < Text.Length && Text[at] is (byte)'+' or (byte)'-')
                at++;
            return ReadDigits(ref at);
        }
        return true;
    }

    bool ReadDigits(ref int at)
    {
        var start = at;
        while ((uint)at < (uint)Text.Length && (uint)(Text[at] - '0') <= 9)
            at++;
        return at > start || Fail(JsonFaultKind.InvalidNumber, at);
    }

    /// <summary>Reads <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    public bool ReadLiteral()
    {
        var rest = Text[Position..];
        var length = rest[0] switch
        {
            (byte)'t' when rest.StartsWith("true"u8) => 4,
            (byte)'f' when rest.StartsWith("false"u8) => 5,
            (byte)'n' when rest.StartsWith("null"u8) => 4,
            _ => 0,
        };
        if (length == 0)
            return Fail(JsonFaultKind.UnexpectedByte, Position);
        Position += length;
        return true;
    }

    /// <summary>Reads a value of any kind.</summary>
    public bool SkipValue() => Peek() switch
    {
        (byte)'"' => ReadString(),
        (byte)'{' => SkipObject(),
        (byte)'[' => SkipArray(),
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => ReadNumber(),
        (byte)'t' or (byte)'f' or (byte)'n' => ReadLiteral(),
        _ => Fail(JsonFaultKind.UnexpectedByte, Position),
    };

    bool SkipArray()
    {
        if (!Open())
            return false;
        if (Peek() == ']')
        {
            Close();
            return true;
        }
        while (true)
        {
            if (!SkipValue())
                return false;
            switch (Peek())
            {
                case (byte)',':
                    Position++;
                    break;
                case (byte)']':
                    Close();
                    return true;
                default:
                    return Fail(JsonFaultKind.UnexpectedByte, Position);
            }
        }
    }

    bool SkipObject()
    {
        if (!Open())
            return false;
        if (Peek() == '}')
        {
            Close();
            return true;
        }
        var mark = Names.Open();
        while (true)
        {
            if (!ReadName() || !AddName(mark) || !ReadColon() || !SkipValue())
                return false;
            switch (Peek())
            {
                case (byte)',':
                    Position++;
                    break;
                case (byte)'}':
                    Close();
                    Names.Close(mark);
                    return true;
                default:
                    return Fail(JsonFaultKind.UnexpectedByte, Position);
            }
        }
    }

    /// <summary>Goes on to the next item or member, or to the closing bracket.</summary>
    public void StepOverComma()
    {
        if (Peek() == ',')
            Position++;
    }

    /// <summary>Reads a member's name.</summary>
    public bool ReadName() => Peek() == '"' ? ReadString() : Fail(JsonFaultKind.UnexpectedByte, Position);

    /// <summary>Notes the name just read, and refuses one that the object has already.</summary>
    public bool AddName(MemberNames.Mark mark) =>
        Rereads > 0 || Names.Add(mark, Text, TokenStart, TokenEnd, TokenIsEscaped) || Fail(JsonFaultKind.DuplicateName, TokenStart - 1);
}
