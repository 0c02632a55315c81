using System.Collections.Frozen;

namespace Perdure.Gateway.Flags;

/// <summary>How the flags are set while the node runs, beyond what the system file says. Read by every request that asks. Thread-safe.</summary>
internal sealed class FlagSwitches
{
    private volatile FrozenDictionary<string, int> _percents = FrozenDictionary<string, int>.Empty;

    /// <summary>Sets all of them at once.</summary>
    public void Set(IReadOnlyDictionary<string, int> percentByFlag) =>
        _percents = percentByFlag.ToFrozenDictionary(flag => flag.Key, flag => Math.Clamp(flag.Value, 0, 100), StringComparer.Ordinal);

    /// <summary>For which part of the users a flag is on, in percent.</summary>
    public int PercentOf(string flag, int otherwise) => _percents.TryGetValue(flag, out var percent) ? percent : otherwise;
}
