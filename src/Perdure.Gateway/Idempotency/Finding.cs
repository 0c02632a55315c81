namespace Perdure.Gateway.Idempotency;

/// <summary>What a service says became of a request.</summary>
/// <param name="IsKnown">Whether it could say.</param>
/// <param name="Answer">It took effect, and this is the answer, as it is kept; null: it did not.</param>
internal readonly record struct Finding(bool IsKnown, byte[]? Answer)
{
    /// <summary>It could not be asked, or did not say.</summary>
    public static readonly Finding Unknown;

    /// <summary>It did not take effect.</summary>
    public static readonly Finding NotDone = new(true, null);

    /// <summary>It took effect.</summary>
    public static Finding Done(byte[] answer) => new(true, answer);
}
