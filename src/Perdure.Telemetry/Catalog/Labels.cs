using Perdure.Gateway.Metering;
using Perdure.Telemetry.Metrics;

namespace Perdure.Telemetry.Catalog;

/// <summary>The labels whose values are those of an enumeration, rendered once, in the order of its values.</summary>
internal static class Labels<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, LabelSet[]> s_known = [];
    private static readonly Lock s_lock = new();

    /// <summary>The labels with this name.</summary>
    public static LabelSet[] Of(string name)
    {
        lock (s_lock)
        {
            if (!s_known.TryGetValue(name, out var sets))
                s_known[name] = sets = [.. MeterNames<T>.All.Select(value => LabelSet.Of((name, value)))];
            return sets;
        }
    }
}
