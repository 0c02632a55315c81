namespace Perdure.Model.Reading;

/// <summary>One thing to say about a system file: where, what, and what to do.</summary>
public sealed record Diagnostic
{
    /// <summary>The file, as its path was given.</summary>
    public required string File { get; init; }

    /// <summary>The line, from 1.</summary>
    public int Line { get; init; } = 1;

    /// <summary>The column in UTF-16 code units, from 1.</summary>
    public int Column { get; init; } = 1;

    /// <summary>The key, such as <c>services.catalog.instances[2].weight</c>; empty for the file as a whole.</summary>
    public string Path { get; init; } = "";

    /// <summary>Whether the file can be used all the same.</summary>
    public DiagnosticSeverity Severity { get; init; }

    /// <summary>What sort of thing it is.</summary>
    public required DiagnosticKind Kind { get; init; }

    /// <summary>What was expected and what was found. Never holds a secret.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it; null when the message says it all.</summary>
    public string? Hint { get; init; }

    /// <summary>
    /// One line in the form that editors and terminals make a link of: <c>file:line:column: severity: path: message; hint</c>.
    /// </summary>
    public override string ToString()
    {
        var severity = Severity == DiagnosticSeverity.Error ? "error" : "warning";
        var path = Path.Length == 0 ? "" : $"{Path}: ";
        var hint = Hint is null ? "" : $"; {Hint}";
        return $"{File}:{Line}:{Column}: {severity}: {path}{Message}{hint}";
    }
}
