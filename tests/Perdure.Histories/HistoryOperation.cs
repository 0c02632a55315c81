namespace Perdure.Histories;

/// <summary>One operation of a history: what a client asked for and what it was answered, and when. Immutable.</summary>
/// <param name="Client">Who asked.</param>
/// <param name="Input">What it asked for.</param>
/// <param name="Output">What it was answered; means nothing while the operation is open.</param>
/// <param name="Called">When it asked: any scale on which earlier is less.</param>
/// <param name="Returned">When it was answered, or <see cref="NeverReturned"/>.</param>
public sealed record HistoryOperation<TInput, TOutput>(int Client, TInput Input, TOutput Output, long Called, long Returned)
{
    /// <summary>The end of an operation that was never answered: it took effect at any time after it was called, or never.</summary>
    public const long NeverReturned = long.MaxValue;

    /// <summary>Whether its outcome is unknown.</summary>
    public bool IsOpen => Returned == NeverReturned;

    /// <inheritdoc/>
    public override string ToString() => IsOpen ? $"[{Called}, …] client {Client}: {Input}" : $"[{Called}, {Returned}] client {Client}: {Input} → {Output}";
}
