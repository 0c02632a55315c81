using System.Buffers;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Perdure.Gateway.Tracing;

/// <summary>
/// Reads <c>tracestate</c> (W3C Trace Context, level 1, section 3.3), which is others' and handed on: several headers become one, what is malformed is dropped
/// as a whole, what is too long is cut at the end of a member. Allocates nothing for what can go on as it came.
/// </summary>
internal static class TraceState
{
    /// <summary>The name of the header.</summary>
    public const string Header = "tracestate";

    /// <summary>Characters that are handed on at most; the specification asks for no more.</summary>
    public const int LengthMax = 512;

    private const string Blank = " \t";
    private const int MembersMax = 32;
    private const int LongMember = 128;

    // Far beyond what could be handed on: not even looked at.
    private const int ReadMax = 8_192;

    private static readonly SearchValues<char> KeyChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-*/");

    private static readonly SearchValues<char> ValueChars =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => (char)code).Where(static code => code is not (',' or '='))]);

    /// <summary>What is handed on of a request's headers; null for nothing.</summary>
    public static string? Combine(in StringValues headers)
    {
        if (headers.Count == 0)
            return null;
        if (headers.Count == 1 && headers[0] is { Length: <= LengthMax } one)
            return Count(one) is > 0 and <= MembersMax ? one : null;
        var length = 0;
        foreach (var header in headers)
            length += header?.Length ?? 0;
        if (length > ReadMax)
            return null;
        var all = string.Join(',', (IEnumerable<string?>)headers);
        return Count(all) is > 0 and <= MembersMax ? Shorten(all) : null;
    }

    // The members, or -1 when one of them is malformed. Empty ones are allowed and count for nothing.
    private static int Count(ReadOnlySpan<char> text)
    {
        var members = 0;
        while (!text.IsEmpty)
        {
            var comma = text.IndexOf(',');
            var member = (comma < 0 ? text : text[..comma]).Trim(Blank);
            text = comma < 0 ? default : text[(comma + 1)..];
            if (member.IsEmpty)
                continue;
            if (!IsMember(member))
                return -1;
            members++;
        }

        return members;
    }

    private static bool IsMember(ReadOnlySpan<char> member)
    {
        var equals = member.IndexOf('=');
        return equals > 0 && IsKey(member[..equals]) && IsValue(member[(equals + 1)..]);
    }

    private static bool IsKey(ReadOnlySpan<char> key)
    {
        var at = key.IndexOf('@');
        return at < 0
            ? key.Length <= 256 && IsPart(key, letterFirst: true)
            : at <= 241 && key.Length - at - 1 <= 14 && IsPart(key[..at], letterFirst: false) && IsPart(key[(at + 1)..], letterFirst: true);
    }

    private static bool IsPart(ReadOnlySpan<char> part, bool letterFirst) =>
        !part.IsEmpty && (char.IsAsciiLetterLower(part[0]) || (!letterFirst && char.IsAsciiDigit(part[0]))) && part.IndexOfAnyExcept(KeyChars) < 0;

    private static bool IsValue(ReadOnlySpan<char> value) =>
        value.Length is > 0 and <= 256 && value.IndexOfAnyExcept(ValueChars) < 0;

    // Section 3.3.1.5: whole members only, the long ones first, then those at the end, which are the oldest.
    private static string? Shorten(string all)
    {
        if (all.Length <= LengthMax)
            return all;
        var members = all.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var length = members.Sum(static member => member.Length + 1) - 1;
        for (var at = members.Length - 1; at >= 0 && length > LengthMax; at--)
        {
            if (members[at].Length <= LongMember)
                continue;
            length -= members[at].Length + 1;
            members[at] = "";
        }

        var kept = new StringBuilder(LengthMax);
        foreach (var member in members)
        {
            if (member.Length == 0)
                continue;
            if (kept.Length + member.Length + 1 > LengthMax)
                break;
            kept.Append(kept.Length > 0 ? "," : "").Append(member);
        }

        return kept.Length > 0 ? kept.ToString() : null;
    }
}
