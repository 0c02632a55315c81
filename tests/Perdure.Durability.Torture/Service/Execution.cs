namespace Perdure.Durability.Torture.Service;

/// <summary>One time that the service was asked for something and did it, or saw that it had.</summary>
/// <param name="Id">What.</param>
/// <param name="Key">With which key; null: with none.</param>
/// <param name="Attempt">Which attempt of a replay it was, as it was told; null: not told.</param>
/// <param name="TookEffect">Whether it was done now; false: its key was known.</param>
internal sealed record Execution(string Id, string? Key, string? Attempt, bool TookEffect);
