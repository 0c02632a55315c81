using System.Collections.Immutable;
using Perdure.Model.Yaml;

namespace Perdure.Model.Reading;

/// <summary>One reading of one file: what is known about its keys, and what there is to say about them. Not thread-safe.</summary>
internal sealed class ReadContext(string file, string baseDirectory, SystemFileOptions options)
{
    /// <summary>A file with more than this wrong is not a system file; nobody reads further.</summary>
    internal const int MaxDiagnostics = 500;

    private readonly List<Diagnostic> _diagnostics = [];
    private readonly Dictionary<KeyPath, (Mark Key, Mark Value)> _places = [];
    private readonly HashSet<KeyPath> _wrong = [];
    private readonly HashSet<KeyPath> _holdsWrong = [];
    private int _left;

    public SystemFileOptions Options { get; } = options;

    /// <summary>The absolute directory that relative paths start from.</summary>
    public string BaseDirectory { get; } = baseDirectory;

    public bool HasErrors { get; private set; }

    /// <summary>Whether further diagnostics are only counted.</summary>
    public bool IsFull => _diagnostics.Count >= MaxDiagnostics;

    public void Remember(KeyPath path, Mark key, Mark value) => _places[path] = (key, value);

    /// <summary>Whether the key was written.</summary>
    public bool Has(KeyPath path) => _places.ContainsKey(path);

    /// <summary>Where the value of a key stands, or that of the nearest key around it when it was not written.</summary>
    public Mark ValueAt(KeyPath path) => Place(path).Value;

    /// <summary>Where a key stands, or the nearest key around it when it was not written.</summary>
    public Mark KeyAt(KeyPath path) => Place(path).Key;

    /// <summary>
    /// Whether the value at <paramref name="path"/> is what was written: nothing wrong with it, in it, or with what holds it. Checks of
    /// meaning ask this first, so that one mistake is reported once.
    /// </summary>
    public bool IsSound(KeyPath path)
    {
        if (_holdsWrong.Contains(path))
        {
            return false;
        }

        for (var above = path.Parent; above is not null; above = above.Parent)
        {
            if (_wrong.Contains(above))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether something is wrong with exactly this key, rather than with something inside it.</summary>
    public bool IsWrong(KeyPath path) => _wrong.Contains(path);

    /// <summary>Notes that the value at <paramref name="path"/> is not the real one.</summary>
    public void MarkWrong(KeyPath path)
    {
        _wrong.Add(path);
        for (var above = path; above is not null && _holdsWrong.Add(above); above = above.Parent)
        {
        }
    }

    public void Error(DiagnosticKind kind, KeyPath path, Mark at, string message, string? hint = null)
    {
        HasErrors = true;
        MarkWrong(path);
        Add(DiagnosticSeverity.Error, kind, path, at, message, hint);
    }

    public void Warn(DiagnosticKind kind, KeyPath path, Mark at, string message, string? hint = null) =>
        Add(DiagnosticSeverity.Warning, kind, path, at, message, hint);

    /// <summary>Everything reported, in the order of the file.</summary>
    public ImmutableArray<Diagnostic> Diagnostics()
    {
        var sorted = _diagnostics.OrderBy(d => d.Line).ThenBy(d => d.Column);
        if (_left == 0)
        {
            return [.. sorted];
        }

        var rest = _diagnostics[^1] with
        {
            Path = "",
            Severity = HasErrors ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
            Message = $"{_left} more like these are not shown",
            Hint = "correct these first",
        };
        return [.. sorted, rest];
    }

    private void Add(DiagnosticSeverity severity, DiagnosticKind kind, KeyPath path, Mark at, string message, string? hint)
    {
        if (IsFull)
        {
            _left++;
            return;
        }

        _diagnostics.Add(new Diagnostic
        {
            File = file,
            Line = at.Line,
            Column = at.Column,
            Path = path.Text,
            Severity = severity,
            Kind = kind,
            Message = message,
            Hint = hint,
        });
    }

    private (Mark Key, Mark Value) Place(KeyPath path)
    {
        for (var at = path; at is not null; at = at.Parent)
        {
            if (_places.TryGetValue(at, out var place))
            {
                return place;
            }
        }

        return (new Mark(1, 1), new Mark(1, 1));
    }
}
