namespace Perdure.Histories.Locks;

/// <summary>What it was answered.</summary>
/// <param name="Succeeded">Whether it was done.</param>
/// <param name="Token">The token of an acquisition that succeeded.</param>
public sealed record LockAnswer(bool Succeeded, long Token = 0);
