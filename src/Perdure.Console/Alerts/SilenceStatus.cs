using Perdure.Telemetry.Alerting.Silences;

namespace Perdure.Console.Alerts;

/// <summary>A silence, as the admin API shows it.</summary>
public sealed record SilenceStatus
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Conditions on labels, such as <c>alertname="PerdureStoreLost"</c>; all of them must hold.</summary>
    public required IReadOnlyList<string> Matchers { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when it holds.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Why.</summary>
    public required string Comment { get; init; }

    internal static SilenceStatus Of(Silence silence) => new()
    {
        Id = silence.Id,
        Matchers = [.. silence.Matchers.Select(matcher => matcher.ToString())],
        CreatedAt = silence.CreatedAt,
        EndsAt = silence.EndsAt,
        CreatedBy = silence.CreatedBy,
        Comment = silence.Comment,
    };
}
