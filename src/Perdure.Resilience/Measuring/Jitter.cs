namespace Perdure.Resilience.Measuring;

/// <summary>Random numbers from a state that the caller keeps: SplitMix64 (Steele, Lea, Flood, 2014).</summary>
internal static class Jitter
{
    internal static ulong Next(ref ulong state) => Mix(state += 0x9E3779B97F4A7C15);

    /// <summary>Scatters the bits of a number; equal ones give equal results.</summary>
    internal static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    internal static double Unit(ulong random) => (random >> 11) * (1.0 / (1UL << 53));

    /// <summary>The value ± the part given.</summary>
    internal static long Spread(long value, double part, ref ulong state) => (long)(value * (1 - part + (2 * part * Unit(Next(ref state)))));

    /// <summary>A hash of a text that is the same in every process (FNV-1a, scattered).</summary>
    internal static ulong Hash(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var c in text) hash = (hash ^ c) * 0x100000001B3;
        return Mix(hash);
    }
}
