namespace Perdure.Console.Stream;

/// <summary>The keys of the stream. Names in them are percent-encoded, so that a slash parts. Remembered, because they are asked for every second. For one caller at a time.</summary>
internal sealed class StreamKeys
{
    private const int KeysMax = 100_000;

    private readonly Dictionary<(string Kind, string Name, string Part), string> _keys = [];

    /// <summary><c>KIND/NAME</c>, or <c>KIND/NAME/PART</c>.</summary>
    public string Of(string kind, string name, string part = "")
    {
        if (_keys.TryGetValue((kind, name, part), out var key))
            return key;
        if (_keys.Count >= KeysMax)
            _keys.Clear();
        key = $"{kind}/{Uri.EscapeDataString(name)}";
        return _keys[(kind, name, part)] = part.Length == 0 ? key : $"{key}/{Uri.EscapeDataString(part)}";
    }
}
