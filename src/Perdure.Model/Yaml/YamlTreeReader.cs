using Perdure.Model.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Perdure.Model.Yaml;

/// <summary>
/// Builds the tree from the parser's events rather than through a library's object model, because only so can every duplicate key and
/// alias be reported with its place, and nesting and size stay bounded. Aliases are refused, so that no file can unfold into more than was
/// written.
/// </summary>
internal sealed class YamlTreeReader
{
    /// <summary>Deeper than any system file needs; the example goes to 5.</summary>
    internal const int MaxDepth = 32;

    private readonly ReadContext _context;
    private readonly LineIndex _lines;
    private readonly Parser _parser;

    /// <summary>The places of the { and [ that are open; null for a mapping or list without brackets.</summary>
    private readonly Stack<Mark?> _brackets = new();

    private YamlTreeReader(string text, ReadContext context)
    {
        _context = context;
        _lines = new LineIndex(text);
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The tree of the one document in <paramref name="text"/>; null when there is none, which is then reported.</summary>
    public static YamlNode? Read(string text, ReadContext context)
    {
        var reader = new YamlTreeReader(text, context);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException e)
        {
            reader.ReportSyntax(e.Message, e.Start.Index);
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            // The parser lets a few of these escape instead of its own exception: for brackets that are not closed, for malformed escapes.
            reader.ReportSyntax("", reader._parser.Current?.End.Index ?? 0);
            return null;
        }
    }

    private YamlNode? ReadDocument()
    {
        Next<StreamStart>();
        if (_parser.MoveNext() && _parser.Current is StreamEnd)
        {
            _context.Error(
                DiagnosticKind.Missing, KeyPath.Root, new Mark(1, 1), "the file is empty", "`perdure init` writes one to start from");
            return null;
        }

        _parser.MoveNext();
        var root = ReadNode(KeyPath.Root, 0);
        Next<DocumentEnd>();
        if (_parser.MoveNext() && _parser.Current is DocumentStart second)
        {
            _context.Error(
                DiagnosticKind.Syntax,
                KeyPath.Root,
                At(second),
                "a second document starts here",
                "remove the ---: a system file is one document");
        }

        return root;
    }

    /// <summary>Reads the node that the current event starts, and leaves its last event current.</summary>
    private YamlNode ReadNode(KeyPath path, int depth)
    {
        var current = _parser.Current!;
        if (depth > MaxDepth)
        {
            throw new YamlException(current.Start, current.End, $"nested deeper than {MaxDepth} levels");
        }

        if (current is NodeEvent { Tag.IsEmpty: false })
        {
            _context.Error(DiagnosticKind.Syntax, path, At(current), "tags (such as !!str) are not used in system files", "remove the tag");
        }

        switch (current)
        {
            case Scalar scalar:
                return new YamlScalar(At(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain);
            case SequenceStart list:
                _brackets.Push(list.Style == SequenceStyle.Flow ? At(list) : null);
                return ReadList(path, depth);
            case MappingStart mapping:
                _brackets.Push(mapping.Style == MappingStyle.Flow ? At(mapping) : null);
                return ReadMapping(path, depth);
            case AnchorAlias:
                _context.Error(
                    DiagnosticKind.Syntax, path, At(current), "aliases (*name) are not used in system files", "write the value out");
                return new YamlRefused(At(current));
            default:
                throw new YamlException(current.Start, current.End, "expected a value");
        }
    }

    private YamlList ReadList(KeyPath path, int depth)
    {
        var mark = At(_parser.Current!);
        var items = new List<YamlNode>();
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
        {
            items.Add(ReadNode(path.Item(items.Count), depth + 1));
        }

        _brackets.Pop();
        return new YamlList(mark, items);
    }

    private YamlMapping ReadMapping(KeyPath path, int depth)
    {
        var mark = At(_parser.Current!);
        var entries = new List<YamlEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            var keyMark = At(_parser.Current!);
            var key = (_parser.Current as Scalar)?.Value;
            if (key is null)
            {
                _context.Error(DiagnosticKind.Syntax, path, keyMark, "expected a key, found a list, a mapping or an alias in its place");
                SkipNode(depth);
                _parser.MoveNext();
                SkipNode(depth);
                continue;
            }

            _parser.MoveNext();
            if (key == "<<")
            {
                _context.Error(DiagnosticKind.Syntax, path, keyMark, "merge keys (<<) are not used in system files", "write the keys out");
                SkipNode(depth);
                continue;
            }

            var child = path.Key(key);
            if (!lines.TryAdd(key, keyMark.Line))
            {
                var first = lines[key];
                _context.Error(
                    DiagnosticKind.UnknownKey, child, keyMark, $"the key is written twice, first on line {first}", "keep one of the two");
                SkipNode(depth);
                continue;
            }

            entries.Add(new YamlEntry(key, keyMark, ReadNode(child, depth + 1)));
        }

        _brackets.Pop();
        return new YamlMapping(mark, entries);
    }

    private void SkipNode(int depth)
    {
        var open = 0;
        do
        {
            open += _parser.Current!.NestingIncrease;
            if (depth + open > MaxDepth)
            {
                throw new YamlException(_parser.Current.Start, _parser.Current.End, $"nested deeper than {MaxDepth} levels");
            }
        }
        while (open > 0 && _parser.MoveNext());
    }

    private void Next<T>()
        where T : ParsingEvent
    {
        if (!_parser.MoveNext() || _parser.Current is not T)
        {
            throw new YamlException("the file ends in the middle of something");
        }
    }

    private Mark At(ParsingEvent at) => _lines.Locate(at.Start.Index);

    private void ReportSyntax(string problem, long offset)
    {
        var (place, message, hint) = YamlProblem.Explain(
            problem, _lines, _lines.Locate(offset), _brackets.Count > 0 ? _brackets.Peek() : null);
        _context.Error(DiagnosticKind.Syntax, KeyPath.Root, place, message, hint);
    }
}
