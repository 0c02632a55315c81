using System.Text.Json.Serialization;

namespace Perdure.Console.Configuration;

/// <summary>The answer of <c>POST /api/v1/configuration</c> and of what goes back to an earlier one.</summary>
public sealed record ApplyAnswer
{
    /// <summary>Whether the text can be used. When not, nothing was changed and <see cref="Remarks"/> says why.</summary>
    [JsonIgnore]
    public bool Ok { get; init; } = true;

    /// <summary>The version that is current afterwards; null when there is none.</summary>
    public long? Version { get; init; }

    /// <summary>The version that was current before; null when there was none.</summary>
    public long? Previous { get; init; }

    /// <summary>Whether the current version is another one than before.</summary>
    public bool Changed { get; init; }

    /// <summary>Whether the text differs from the one in force, line by line in the unified form; empty when it does not.</summary>
    public string Diff { get; init; } = "";

    /// <summary>Errors and warnings, in the order of the text's lines.</summary>
    public IReadOnlyList<ConfigurationRemark> Remarks { get; init; } = [];
}
