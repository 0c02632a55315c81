namespace Perdure.Model.Reading;

/// <summary>Whether a file with this diagnostic can be used.</summary>
public enum DiagnosticSeverity
{
    /// <summary>It can't.</summary>
    Error,

    /// <summary>It can, but probably does not mean what was meant.</summary>
    Warning,
}
