namespace Perdure.Durability.Storage;

/// <summary>The right to a job.</summary>
/// <param name="Id">The job.</param>
/// <param name="Token">A number that only grows and is never given twice in the life of a store: later claims of the job have greater ones. It may fence what the worker writes.</param>
public readonly record struct JobClaim(string Id, long Token);
