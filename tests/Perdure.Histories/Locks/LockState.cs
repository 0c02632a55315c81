namespace Perdure.Histories.Locks;

/// <summary>A lock as the model sees it.</summary>
/// <param name="Holder">The token of the holder, 0 for none, -1 for one whose acquisition was never answered.</param>
/// <param name="Last">The highest token that is known to have been given out.</param>
public readonly record struct LockState(long Holder, long Last);
