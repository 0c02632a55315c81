using System.Text.Json.Serialization;

namespace Perdure.Console.Flags;

/// <summary>One feature flag as it stands on this node.</summary>
public sealed record FlagStatus
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>For how many of a hundred users it is on, 0 to 100: what somebody set, otherwise 0 while its condition has it off, otherwise the
    /// default.</summary>
    public required int Percent { get; init; }

    /// <summary>What the system file says, 0 to 100; null for a flag that the plan in force does not declare.</summary>
    public int? DefaultPercent { get; init; }

    /// <summary>What it is for, in the words of the system file.</summary>
    public string? Description { get; init; }

    /// <summary>Whether somebody set it; otherwise the default holds.</summary>
    public bool Set { get; init; }

    /// <summary>Who set it.</summary>
    public string? By { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Its condition on this node; null for a flag that has none.</summary>
    public AutomaticStatus? Automatic { get; init; }

    /// <summary>With the answer to a change: <c>everywhere</c>, or <c>here-for-now</c> while the store is lost.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reach { get; init; }
}
