namespace Perdure.Torture.Faults;

/// <summary>Something that goes wrong, and what ends it.</summary>
/// <param name="Name">For the log.</param>
/// <param name="Lasting">How long it lasts.</param>
/// <param name="Begin">Does it.</param>
/// <param name="End">Undoes it; called exactly once, also when the torture breaks off.</param>
internal sealed record Fault(string Name, TimeSpan Lasting, Action Begin, Action End);
