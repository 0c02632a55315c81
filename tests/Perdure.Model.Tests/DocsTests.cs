using Perdure.Model.Declarations;
using Perdure.Model.Reading;
using Perdure.Model.Shapes;

namespace Perdure.Model.Tests;

/// <summary>docs/system-file.md is held against the declarations: every key, what it may be, and its default.</summary>
public sealed class DocsTests
{
    private static readonly string[] Lines = SystemFile.Docs.ReplaceLineEndings("\n").Split('\n');

    [Fact]
    public void Every_key_is_documented_with_its_value_and_default()
    {
        var missing = Mappings(SystemShape.Shape, "")
            .SelectMany(m => m.Mapping.Keys.Select(k => (m.Path, Row: Row(k))))
            .Where(r => !Section(r.Path).Any(line => line.StartsWith(r.Row, StringComparison.Ordinal)))
            .Select(r => $"{(r.Path.Length == 0 ? "The file" : r.Path)}: {r.Row}");

        Assert.Equal([], missing);
    }

    [Fact]
    public void Nothing_is_documented_that_does_not_exist()
    {
        var known = Mappings(SystemShape.Shape, "").ToDictionary(m => m.Path, m => m.Mapping.Keys.Select(k => k.Name).ToHashSet());

        foreach (var line in Lines.Where(l => l.StartsWith('#') && l.Contains('`', StringComparison.Ordinal)))
        {
            var path = line.Split('`')[1];
            Assert.True(known.ContainsKey(path), line);
            var keys = Section(path).SkipWhile(l => l != "| Key | Value | Default | Meaning |").Skip(2).TakeWhile(l => l.StartsWith('|'));
            Assert.All(keys, row => Assert.Contains(row.Split('`')[1], known[path]));
        }
    }

    [Fact]
    public void First_example_is_a_whole_file_that_loads()
    {
        var start = Array.IndexOf(Lines, "```yaml") + 1;

        SystemFile.Model(string.Join('\n', Lines[start..Array.IndexOf(Lines, "```", start)]));
    }

    [Fact]
    public void Examples_are_made_of_keys_that_exist()
    {
        for (var i = 0; i < Lines.Length; i++)
        {
            if (Lines[i] != "```yaml")
            {
                continue;
            }

            // Each stands inside the mapping that its section is about, or at the top of the file.
            var example = Lines[(i + 1)..Array.IndexOf(Lines, "```", i)];
            var isOfService = Lines[..i].Last(l => l.StartsWith('#')).StartsWith("### `services.NAME.", StringComparison.Ordinal);
            var isOfInstance = Lines[..i].Last(l => l.StartsWith('#')).Contains("instances[].", StringComparison.Ordinal);
            var indented = string.Join('\n', example.Select(l => (isOfInstance ? "        " : isOfService ? "    " : "") + l));
            var text = isOfInstance
                ? SystemFile.Head.Replace(
                    "[{ id: a1, url: http://127.0.0.1:5001 }]",
                    "\n      - id: a\n        url: http://127.0.0.1:1",
                    StringComparison.Ordinal).TrimEnd() + "\n" + indented
                : isOfService ? SystemFile.Head + indented : indented;
            var result = SystemFile.Read(text, ("PERDURE_OPS_TOKEN", new string('x', 20)), ("SHOP_DATABASE", "x"));
            Assert.DoesNotContain(
                result.Diagnostics,
                d => d.Kind is DiagnosticKind.Syntax or DiagnosticKind.UnknownKey or DiagnosticKind.Invalid or DiagnosticKind.NotSupportedYet);
        }
    }

    private static string Row(Key key)
    {
        var value = key.Shape?.Expected.Replace(Texts.NameWhat, "a name", StringComparison.Ordinal) ?? "not supported yet";
        var defaults = key.Shape is null ? ""
            : key.Required ? "required "
            : key.Default is { } text ? $"`{text}` "
            : $"{key.DefaultInWords ?? "all defaults"} ";
        return $"| `{key.Name}` | {value} | {defaults}| ";
    }

    private static IEnumerable<string> Section(string path)
    {
        var heading = path.Length == 0 ? " The file" : $" `{path}`";
        return Lines.SkipWhile(
            l => !(l.StartsWith('#') && l.EndsWith(heading, StringComparison.Ordinal))).Skip(1).TakeWhile(l => !l.StartsWith('#'));
    }

    private static IEnumerable<(string Path, IMappingShape Mapping)> Mappings(Shape shape, string path)
    {
        if (shape is IContainerShape container)
        {
            return Mappings(container.Inner, path + container.InnerSegment);
        }

        return shape is IMappingShape mapping
            ? mapping.Keys
                .Where(k => k.Shape is not null)
                .SelectMany(k => Mappings(k.Shape!, path.Length == 0 ? k.Name : $"{path}.{k.Name}"))
                .Prepend((path, mapping))
            : [];
    }
}
