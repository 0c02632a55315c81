namespace Perdure.Console.Topology;

/// <summary>A region.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Zones">Its zones.</param>
public sealed record TopologyRegion(string Name, IReadOnlyList<string> Zones);
