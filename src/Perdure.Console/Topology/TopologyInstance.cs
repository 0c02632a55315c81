namespace Perdure.Console.Topology;

/// <summary>An instance.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Zone">Its zone; null when the file names none.</param>
/// <param name="Standby">Whether it is used only when no active one can serve.</param>
public sealed record TopologyInstance(string Id, string? Zone, bool Standby);
