namespace Perdure.Load;

/// <summary>A planned request and when it is meant to be sent.</summary>
/// <param name="Request">The request.</param>
/// <param name="DueUs">Intended send time in microseconds since the load began.</param>
public readonly record struct Arrival(LoadRequest Request, long DueUs);
