namespace Perdure.Console.Topology;

/// <summary>An address that clients connect to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">Scheme, address and port.</param>
public sealed record TopologyListener(string Name, string Url);
