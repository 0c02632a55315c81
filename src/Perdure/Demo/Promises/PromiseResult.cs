namespace Perdure.Demo.Promises;

/// <summary>A promise and whether it was kept.</summary>
/// <param name="Text">What was promised.</param>
/// <param name="Held">Whether it held.</param>
/// <param name="Seen">What was seen.</param>
public sealed record PromiseResult(string Text, bool Held, string Seen);
