namespace Perdure.Gateway.Stages;

/// <summary>Finds the targets that the gateway and an instance might read differently.</summary>
internal static class TargetRules
{
    /// <summary>Whether a path segment is <c>.</c> or <c>..</c>, written plainly or with <c>%2e</c> (RFC 3986, section 5.2.4).</summary>
    public static bool HasDotSegments(ReadOnlySpan<char> target)
    {
        var query = target.IndexOfAny('?', '#');
        var path = query < 0 ? target : target[..query];
        // Nearly every path has neither.
        if (!path.Contains("/.", StringComparison.Ordinal) && !path.Contains("%2e", StringComparison.OrdinalIgnoreCase))
            return false;
        foreach (var range in path.SplitAny('/', '\\'))
        {
            if (IsDots(path[range]))
                return true;
        }

        return false;
    }

    private static bool IsDots(ReadOnlySpan<char> segment)
    {
        var dots = 0;
        while (segment.Length > 0)
        {
            var width = segment[0] == '.' ? 1 : segment.StartsWith("%2e", StringComparison.OrdinalIgnoreCase) ? 3 : 0;
            if (width == 0)
                return false;
            segment = segment[width..];
            dots++;
        }

        return dots is 1 or 2;
    }
}
