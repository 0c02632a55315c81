namespace Perdure.Durable;

/// <summary>One closed-loop load: each client sends its next record when the one before is acknowledged.</summary>
/// <param name="Clients">How many at once.</param>
/// <param name="WarmUp">What comes first and is not counted.</param>
/// <param name="Measured">How long is counted.</param>
/// <param name="PayloadBytes">The size of a record.</param>
internal sealed record LoadOptions(int Clients, TimeSpan WarmUp, TimeSpan Measured, int PayloadBytes);
