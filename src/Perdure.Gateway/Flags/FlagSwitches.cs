using System.Collections.Frozen;

namespace Perdure.Gateway.Flags;

/// <summary>How the flags are set while the node runs, beyond what the system file says. Read by every request that asks. Thread-safe.</summary>
internal sealed class FlagSwitches
{
    private volatile FrozenDictionary<string, int> _percents = FrozenDictionary<string, int>.Empty;
    private volatile FrozenSet<string> _off = FrozenSet<string>.Empty;

    /// <summary>Sets all of them at once.</summary>
    public void Set(IReadOnlyDictionary<string, int> percentByFlag) =>
        _percents = percentByFlag.ToFrozenDictionary(flag => flag.Key, flag => Math.Clamp(flag.Value, 0, 100), StringComparer.Ordinal);

    /// <summary>Says which flags are off by their condition, all at once.</summary>
    public void SetOff(IEnumerable<string> flags) => _off = flags.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// For which part of the users a flag is on, in percent: what somebody set, otherwise nobody while its condition lasts, otherwise
    /// <paramref name="otherwise"/>.
    /// </summary>
    public int PercentOf(string flag, int otherwise) =>
        _percents.TryGetValue(flag, out var percent) ? percent : _off.Contains(flag) ? 0 : otherwise;
}
