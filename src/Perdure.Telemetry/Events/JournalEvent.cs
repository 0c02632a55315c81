namespace Perdure.Telemetry.Events;

/// <summary>Something that happened on the node and that operators care about; as the admin API shows it. Immutable.</summary>
public sealed record JournalEvent
{
    /// <summary>Its number on this node since the start of the process: 1, 2, …</summary>
    public required long Seq { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The id of its kind, as in docs/operations.md.</summary>
    public required int Id { get; init; }

    /// <summary>The name of its kind, such as <c>instance-trouble</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>info</c>, <c>warn</c> or <c>error</c>.</summary>
    public required string Level { get; init; }

    /// <summary>What happened, as the log says it; 1,000 characters at most.</summary>
    public required string Text { get; init; }

    /// <summary>What it is about: <c>service</c>, <c>instance</c>, <c>route</c>, <c>flag</c>, <c>queue</c>, <c>by</c> and others; may be empty.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>One of <see cref="Labels"/>; null when it has no such.</summary>
    public string? Label(string name) => Labels.GetValueOrDefault(name);
}
