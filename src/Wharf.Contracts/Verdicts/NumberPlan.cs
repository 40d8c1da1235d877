using Wharf.Contracts.Formats;
using Wharf.Contracts.Json;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Verdicts;

/// <summary>
/// How a number is judged. Integers of up to 18 digits against integer bounds are compared as such, all else digit by digit.
/// </summary>
sealed class NumberPlan
{
    readonly bool integersAllowed;
    readonly bool fractionsAllowed;
    readonly NumberBound[] bounds;
    readonly Divisor[] divisors;
    readonly NumberFormat[] formats;
    readonly Aftermath? aftermath;
    readonly bool boundsAreIntegers;
    readonly long least = long.MinValue;
    readonly long most = long.MaxValue;

    public NumberPlan(JsonTypes types, NumberBound[] bounds, Divisor[] divisors, NumberFormat[] formats, Aftermath? aftermath)
    {
        integersAllowed = types.HasFlag(JsonTypes.Integer);
        fractionsAllowed = types.HasFlag(JsonTypes.Fraction);
        this.bounds = bounds;
        this.divisors = divisors;
        this.formats = formats;
        this.aftermath = aftermath;
        boundsAreIntegers = true;
        foreach (var (keyword, limit) in bounds)
        {
            var cursor = new JsonCursor(limit.Utf8, 1, duplicatesAllowed: true);
            cursor.ReadNumber();
            boundsAreIntegers &= cursor.TokenIsInteger;
            if (keyword is "minimum" or "exclusiveMinimum")
                least = Math.Max(least, cursor.TokenInteger + (keyword == "minimum" ? 0 : 1));
            else
                most = Math.Min(most, cursor.TokenInteger - (keyword == "maximum" ? 0 : 1));
        }
    }

    public bool Read(ref JsonCursor cursor)
    {
        var start = cursor.Position;
        if (!cursor.ReadNumber())
            return false;
        if (cursor.TokenIsInteger ? !integersAllowed : !(integersAllowed && fractionsAllowed) && !IsAllowedType(cursor.Token))
            return false;
        if (bounds.Length > 0)
        {
            if (cursor.TokenIsInteger && boundsAreIntegers)
            {
                if (cursor.TokenInteger < least || cursor.TokenInteger > most)
                    return false;
            }
            else if (!IsWithinBounds(cursor.Token))
                return false;
        }
        if (formats.Length > 0 && !HoldsFormats(ref cursor))
            return false;
        foreach (var divisor in divisors)
        {
            if (!divisor.Divides(new JsonNumber(cursor.Token)))
                return false;
        }
        return aftermath is null || aftermath.Holds(ref cursor, start);
    }

    bool IsAllowedType(ReadOnlySpan<byte> token) => new JsonNumber(token).IsInteger ? integersAllowed : fractionsAllowed;

    bool IsWithinBounds(ReadOnlySpan<byte> token)
    {
        var number = new JsonNumber(token);
        foreach (var (keyword, limit) in bounds)
        {
            var order = number.CompareTo(new JsonNumber(limit.Utf8));
            var holds = keyword switch
            {
                "minimum" => order >= 0,
                "maximum" => order <= 0,
                "exclusiveMinimum" => order > 0,
                _ => order < 0,
            };
            if (!holds)
                return false;
        }
        return true;
    }

    bool HoldsFormats(ref JsonCursor cursor)
    {
        foreach (var format in formats)
        {
            var holds = cursor.TokenIsInteger
                ? cursor.TokenInteger >= format.Least && cursor.TokenInteger <= format.Most
                : format.Check(cursor.Token);
            if (!holds)
                return false;
        }
        return true;
    }
}
