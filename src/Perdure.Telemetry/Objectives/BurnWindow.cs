using System.Collections.Immutable;

namespace Perdure.Telemetry.Objectives;

/// <summary>A time that burn rates are measured over.</summary>
/// <param name="Name">As people write it, such as <c>1h</c>.</param>
/// <param name="Length">How long it is.</param>
public sealed record BurnWindow(string Name, TimeSpan Length)
{
    /// <summary>All of them, from short to long: those of the multi-window alerts of "The Site Reliability Workbook".</summary>
    public static ImmutableArray<BurnWindow> All { get; } =
    [
        new("5m", TimeSpan.FromMinutes(5)), new("30m", TimeSpan.FromMinutes(30)), new("1h", TimeSpan.FromHours(1)), new("6h", TimeSpan.FromHours(6)),
        new("3d", TimeSpan.FromDays(3)),
    ];
}
