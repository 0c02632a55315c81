using System.Text.Json;
using Perdure.Demo.Promises;
using Perdure.Demo.Traffic;
using Perdure.Load;

namespace Perdure.Demo.View;

/// <summary>The result of the demo as JSON.</summary>
internal static class DemoJson
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static string Of(ulong seed, IReadOnlyList<PhaseRow> rows, IReadOnlyList<PromiseResult> promises) => JsonSerializer.Serialize(
        new
        {
            seed,
            held = promises.All(p => p.Held),
            phases = rows.Select(r => new
            {
                scenario = r.Scenario.Name,
                part = r.Part.ToString().ToLowerInvariant(),
                get = Report(r.Get),
                post = Report(r.Post),
                crowd = r.Crowd is { } crowd ? Report(crowd) : null,
                fallbacks = r.Fallbacks,
                deferred = r.Deferred,
            }),
            promises,
        },
        Format);

    private static object Report(PhaseReport r) => new
    {
        r.Seconds, r.Sent, r.Good, r.Failed, r.P50Ms, r.P99Ms, r.P999Ms, r.MaxMs, r.MaxLatenessMs, r.Reasons,
    };
}
