using System.Globalization;
using Perdure.Model.Reading;
using Perdure.Model.Yaml;

namespace Perdure.Model.Shapes;

/// <summary>Where a shape reads: the key, its place, and whether its values may be shown.</summary>
internal readonly record struct Scope(ReadContext Context, KeyPath Path, string Name, Mark Anchor, bool IsSecret)
{
    public static Scope Root(ReadContext context) => new(context, KeyPath.Root, "", new Mark(1, 1), false);

    public Scope Key(YamlEntry entry)
    {
        var path = Path.Key(entry.Key);
        Context.Remember(path, entry.KeyMark, entry.Value.Mark);
        return this with { Path = path, Name = entry.Key, Anchor = entry.KeyMark };
    }

    public Scope Item(int index, YamlNode node)
    {
        var path = Path.Item(index);
        Context.Remember(path, node.Mark, node.Mark);
        return this with { Path = path, Name = index.ToString(CultureInfo.InvariantCulture), Anchor = node.Mark };
    }

    public Scope Secret() => this with { IsSecret = true };

    /// <summary>Reports that the value is not what it should be.</summary>
    public void Unexpected(YamlNode node, string expected, string? hint = null, string? found = null)
    {
        // What the tree refused was reported when it was built.
        if (node is not YamlRefused)
        {
            Context.Error(DiagnosticKind.Invalid, Path, node.Mark, $"expected {expected}, found {found ?? Found(node)}", hint);
        }
    }

    private string Found(YamlNode node) => node switch
    {
        YamlList => "a list",
        YamlMapping => "a mapping",
        YamlScalar { IsNull: true } => "nothing",
        YamlScalar when IsSecret => "a text that is not shown here",
        YamlScalar scalar => Quoted.Text(scalar.Text),
        _ => "something else",
    };
}
