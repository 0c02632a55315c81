namespace Perdure.Model.Yaml;

/// <summary>A value of the file as written, with its place.</summary>
internal abstract class YamlNode(Mark mark)
{
    public Mark Mark { get; } = mark;
}

/// <summary>A single value. What it means (a number, a name) is for the shape that reads it to say.</summary>
internal sealed class YamlScalar(Mark mark, string text, bool plain) : YamlNode(mark)
{
    public string Text { get; } = text;

    /// <summary>Whether it is YAML's null: nothing written, or null without quotes.</summary>
    public bool IsNull { get; } = plain && text is "" or "~" or "null" or "Null" or "NULL";
}

internal sealed class YamlList(Mark mark, IReadOnlyList<YamlNode> items) : YamlNode(mark)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;
}

/// <summary>Keys are unique: a second one is reported when the tree is built, and left out.</summary>
internal sealed class YamlMapping(Mark mark, IReadOnlyList<YamlEntry> entries) : YamlNode(mark)
{
    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    public YamlNode? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key == key)
            {
                return entry.Value;
            }
        }

        return null;
    }
}

/// <summary>Something that system files don't use (an alias), reported when the tree is built.</summary>
internal sealed class YamlRefused(Mark mark) : YamlNode(mark);

internal readonly record struct YamlEntry(string Key, Mark KeyMark, YamlNode Value);
