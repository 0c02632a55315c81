using System.Globalization;
using Perdure.Gauntlet.Results;

namespace Perdure.Gauntlet.Soak;

/// <summary>
/// Whether something grew: the medians of the last third of the samples against those of the first third after the warm-up.
/// Medians of thirds, because single samples jump with each collection and each burst of connections.
/// </summary>
/// <param name="FirstMb">Resident memory in the first third.</param>
/// <param name="LastMb">And in the last.</param>
/// <param name="SlopeMbPerHour">Least-squares slope over all samples after the warm-up.</param>
/// <param name="FirstHandles">Open files in the first third.</param>
/// <param name="LastHandles">And in the last.</param>
public sealed record SoakVerdict(double FirstMb, double LastMb, double SlopeMbPerHour, double FirstHandles, double LastHandles)
{
    /// <summary>Growth within this share, or <see cref="MemoryFloorMb"/>, is noise.</summary>
    private const double Tolerance = 0.1;

    private const double MemoryFloorMb = 12;
    private const double HandlesFloor = 20;

    /// <summary>Memory and files stayed within noise.</summary>
    public bool Passed => LastMb <= Bound(FirstMb, MemoryFloorMb) && LastHandles <= Bound(FirstHandles, HandlesFloor);

    /// <summary>Judges the samples after <paramref name="warmUpSeconds"/>.</summary>
    /// <exception cref="FormatException">There are fewer than 3.</exception>
    public static SoakVerdict Of(IReadOnlyList<SoakSample> samples, double warmUpSeconds)
    {
        var counted = samples.Where(s => s.AtSeconds >= warmUpSeconds).ToList();
        var third = counted.Count / 3;
        if (third == 0) throw new FormatException("The soak is too short to judge: let it run 3 minutes or longer.");
        var (first, last) = (counted.Take(third).ToList(), counted.TakeLast(third).ToList());
        return new SoakVerdict(
            MedianOf(first, s => s.ResidentKiB / 1024.0), MedianOf(last, s => s.ResidentKiB / 1024.0), Slope(counted),
            MedianOf(first, s => s.Handles), MedianOf(last, s => s.Handles));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        | | first third | last third | bound |
        |---|--:|--:|--:|
        | resident memory, MB | {FirstMb:0} | {LastMb:0} | {Bound(FirstMb, MemoryFloorMb):0} |
        | open files | {FirstHandles:0} | {LastHandles:0} | {Bound(FirstHandles, HandlesFloor):0} |

        Slope of the memory: {SlopeMbPerHour:+0.0;-0.0} MB an hour.
        """);

    private static double Bound(double first, double floor) => first + Math.Max(floor, first * Tolerance);

    private static double MedianOf(List<SoakSample> samples, Func<SoakSample, double> figure) => Median.Of(samples.Select(s => (double?)figure(s))) ?? 0;

    private static double Slope(List<SoakSample> samples)
    {
        var (x, y) = (samples.Average(s => s.AtSeconds), samples.Average(s => s.ResidentKiB / 1024.0));
        var spread = samples.Sum(s => (s.AtSeconds - x) * (s.AtSeconds - x));
        return spread <= 0 ? 0 : samples.Sum(s => (s.AtSeconds - x) * (s.ResidentKiB / 1024.0 - y)) / spread * 3600;
    }
}
