namespace Perdure.Coordination.Storage;

/// <summary>Reads within a transaction; the consistency that the query asks for does not matter there.</summary>
public sealed record RangeOperation(RangeQuery Query) : Operation;
