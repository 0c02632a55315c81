using System.Diagnostics.CodeAnalysis;

namespace Perdure.Gateway.Hosting;

/// <summary>
/// Random bits for balancing, jitter and request ids: SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators") over one shared counter, so that it needs no lock and every run from a seed draws from the same sequence. Not for secrets.
/// </summary>
public sealed class RandomBits(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Draws 64 bits. Thread-safe.</summary>
    [SuppressMessage("Design", "CA1024", Justification = "Every call draws anew.")]
    public ulong Next()
    {
        var z = Interlocked.Add(ref _state, 0x9E3779B97F4A7C15UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
