using System.Collections.Immutable;

namespace Perdure.Telemetry.Alerting.Silences;

/// <summary>A silence as the file has it.</summary>
internal sealed record KeptSilence(string? Id, IReadOnlyList<string>? Matchers, DateTimeOffset CreatedAt, DateTimeOffset EndsAt, string? CreatedBy, string? Comment)
{
    public static KeptSilence Of(Silence silence) => new(
        silence.Id, [.. silence.Matchers.Select(matcher => matcher.ToString())], silence.CreatedAt, silence.EndsAt, silence.CreatedBy, silence.Comment);

    /// <summary>The silence; null when somebody has damaged it: rather too much is told than too little.</summary>
    public Silence? Read()
    {
        var matchers = (Matchers ?? []).Select(text => LabelMatcher.Parse(text ?? "", out _)).ToImmutableArray();
        return Id is null || matchers.IsEmpty || matchers.Contains(null) ? null : new Silence(Id, matchers!, CreatedAt, EndsAt, CreatedBy ?? "", Comment ?? "");
    }
}
