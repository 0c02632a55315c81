namespace Perdure.Console.Nodes;

/// <summary>The plan that is in force.</summary>
/// <param name="Version">1 for the plan of the start, one more with each accepted reload.</param>
/// <param name="LoadedAt">When it came into force.</param>
/// <param name="File">
/// The node's own system file, absolute. While a version of the shared configuration is in force, only what makes the node this node comes from it.
/// </param>
public sealed record PlanStatus(int Version, DateTimeOffset LoadedAt, string File);
