namespace Perdure.Telemetry.Tracing.Export;

/// <summary>Reads a collector's answer (<c>ExportTraceServiceResponse</c>): how many spans it did not want. What cannot be read counts for none.</summary>
internal static class PartialSuccess
{
    private const int PartialField = (1 << 3) | 2;
    private const int RejectedField = 1 << 3;

    /// <summary>The spans that were rejected.</summary>
    public static long RejectedOf(ReadOnlySpan<byte> answer)
    {
        while (TryField(ref answer, out var tag, out var value, out var content))
        {
            if (tag != PartialField)
                continue;
            while (TryField(ref content, out tag, out value, out _))
            {
                if (tag == RejectedField)
                    return Math.Max(0, (long)value);
            }
        }

        return 0;
    }

    private static bool TryField(ref ReadOnlySpan<byte> from, out ulong tag, out ulong value, out ReadOnlySpan<byte> content)
    {
        value = 0;
        content = default;
        if (!TryVarint(ref from, out tag))
            return false;
        switch (tag & 7)
        {
            case 0:
                return TryVarint(ref from, out value);
            case 1:
                return TrySkip(ref from, 8, out content);
            case 2:
                return TryVarint(ref from, out var length) && TrySkip(ref from, length, out content);
            case 5:
                return TrySkip(ref from, 4, out content);
            default:
                return false;
        }
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> from, ulong length, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (length > (ulong)from.Length)
            return false;
        content = from[..(int)length];
        from = from[(int)length..];
        return true;
    }

    private static bool TryVarint(ref ReadOnlySpan<byte> from, out ulong value)
    {
        value = 0;
        for (var at = 0; at < from.Length && at < 10; at++)
        {
            value |= (ulong)(from[at] & 0x7f) << (7 * at);
            if (from[at] >= 0x80)
                continue;
            from = from[(at + 1)..];
            return true;
        }

        return false;
    }
}
