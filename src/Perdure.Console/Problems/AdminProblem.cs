using System.Text.Json.Serialization;
using Perdure.Console.Configuration;

namespace Perdure.Console.Problems;

/// <summary>Problem details (RFC 9457): what went wrong and what to do next.</summary>
public sealed record AdminProblem
{
    /// <summary>One of <see cref="ProblemTypes"/>; stable, for programs.</summary>
    public required string Type { get; init; }

    /// <summary>The kind of problem in a few words; the same for each type.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>This occurrence, and what to do next.</summary>
    public required string Detail { get; init; }

    /// <summary>The path that was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Instance { get; init; }

    /// <summary>With <see cref="ProblemTypes.InvalidConfiguration"/>: what is wrong where, and warnings.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ConfigurationRemark>? Remarks { get; init; }
}
