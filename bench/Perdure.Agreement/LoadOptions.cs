namespace Perdure.Agreement;

/// <summary>One closed-loop load: each client sends its next operation when the one before is answered.</summary>
/// <param name="Operation"><c>put</c>, <c>txn</c>, <c>get</c> or <c>serializable</c>.</param>
/// <param name="Clients">How many at once.</param>
/// <param name="WarmUp">What comes first and is not counted.</param>
/// <param name="Measured">How long is counted.</param>
/// <param name="ValueBytes">The size of what is written.</param>
internal sealed record LoadOptions(string Operation, int Clients, TimeSpan WarmUp, TimeSpan Measured, int ValueBytes);
