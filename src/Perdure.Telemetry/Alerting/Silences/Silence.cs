using System.Collections.Immutable;

namespace Perdure.Telemetry.Alerting.Silences;

/// <summary>Alerts of which nobody is told for a time. Immutable.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Matchers">It holds for alerts that fulfil all of them.</param>
/// <param name="CreatedAt">When it was made, and began.</param>
/// <param name="EndsAt">Until when.</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="Comment">Why.</param>
public sealed record Silence(string Id, ImmutableArray<LabelMatcher> Matchers, DateTimeOffset CreatedAt, DateTimeOffset EndsAt, string CreatedBy, string Comment)
{
    /// <summary>Whether it holds for an alert with these labels.</summary>
    public bool Covers(ImmutableSortedDictionary<string, string> labels) => Matchers.All(matcher => matcher.Matches(labels));
}
