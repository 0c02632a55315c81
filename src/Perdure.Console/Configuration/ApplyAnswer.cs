namespace Perdure.Console.Configuration;

/// <summary>The answer of <c>POST /api/v1/configuration</c> and of what goes back to an earlier one.</summary>
public sealed record ApplyAnswer
{
    /// <summary>Whether the text can be used. When not, nothing was changed and <see cref="Remarks"/> says why.</summary>
    public bool Ok { get; init; } = true;

    /// <summary>The newest version afterwards; 0 when there is none.</summary>
    public long Version { get; init; }

    /// <summary>The newest version before; 0 when there was none.</summary>
    public long Previous { get; init; }

    /// <summary>Whether a version was made; not when the text is in force already, nor by a dry run.</summary>
    public bool Changed { get; init; }

    /// <summary>How the text differs from what was in force, line by line in the unified form; empty when it does not.</summary>
    public string Diff { get; init; } = "";

    /// <summary>Errors and warnings, in the order of the text's lines.</summary>
    public IReadOnlyList<ConfigurationRemark> Remarks { get; init; } = [];
}
