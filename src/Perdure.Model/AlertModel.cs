using System.Collections.Immutable;

namespace Perdure.Model;

/// <summary>An alerting rule: what is watched, for how long it must be so, and what is told of it.</summary>
public sealed record AlertModel
{
    /// <summary>The rule's name, unique in the file; the label <c>alertname</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it watches; null for one that is switched off.</summary>
    public AlertExpression? Expression { get; init; }

    /// <summary>Whether it is switched off: then it is not watched.</summary>
    public bool Disabled { get; init; }

    /// <summary>How long it must be so before the alert fires; until then it is pending. Range: 0 to 168 h. Default: 0.</summary>
    public TimeSpan For { get; init; }

    /// <summary>How long it must be over before a firing alert is resolved. Range: 0 to 24 h. Default: 30 s.</summary>
    public TimeSpan KeepFiringFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How bad it is; the label <c>severity</c>. Default: warning.</summary>
    public AlertSeverity Severity { get; init; } = AlertSeverity.Warning;

    /// <summary>More labels, by which alerts are grouped and silenced. Default: none.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Texts for people. Default: none beyond those that Perdure writes.</summary>
    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What to do then: a url, or an absolute path; a built-in rule's is relative to the repository. Null: nothing is written down. Default: null.</summary>
    public string? Runbook { get; init; }

    /// <summary>Whether Perdure brings it along.</summary>
    public bool BuiltIn { get; init; }
}
