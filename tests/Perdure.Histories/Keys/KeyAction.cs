namespace Perdure.Histories.Keys;

/// <summary>What a client asks of a key.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">What to write; no two writes of a history write the same.</param>
/// <param name="Guard">The revision of the guard.</param>
public sealed record KeyAction(KeyActionKind Kind, string Key, string Value = "", long Guard = 0)
{
    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        KeyActionKind.Read => $"read {Key}",
        KeyActionKind.Delete => $"delete {Key}",
        KeyActionKind.Put => $"put {Key} = {Value}",
        KeyActionKind.PutIfModifiedAt => $"put {Key} = {Value} if modified at {Guard}",
        _ => $"put {Key} = {Value} if created at {Guard}",
    };
}
