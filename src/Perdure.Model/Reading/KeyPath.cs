namespace Perdure.Model.Reading;

/// <summary>The path of a key, such as <c>services.catalog.instances[2].weight</c>. Equal by its text.</summary>
internal sealed record KeyPath
{
    private const int MaxKeyLength = 120;

    public static readonly KeyPath Root = new(null, "");

    private KeyPath(KeyPath? parent, string text)
    {
        Parent = parent;
        Text = text;
    }

    public KeyPath? Parent { get; }

    public string Text { get; }

    public KeyPath Key(string key)
    {
        var plain = key.Length is > 0 and <= MaxKeyLength && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
        var shown = plain ? key : Quoted.Text(key, MaxKeyLength);
        return new KeyPath(this, !plain ? $"{Text}[{shown}]" : Text.Length == 0 ? shown : $"{Text}.{shown}");
    }

    public KeyPath Item(int index) => new(this, $"{Text}[{index}]");

    public bool Equals(KeyPath? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;
}
