namespace Perdure.Console.Nodes;

/// <summary>One line of the health pages.</summary>
/// <param name="Name">A short name without blanks, such as <c>gateway</c>.</param>
/// <param name="Ok">Whether it passes.</param>
/// <param name="Why">Why not; ignored while it passes.</param>
/// <param name="Liveness">Whether the node should be restarted when it fails; a check that only says "not now" is false.</param>
/// <param name="Advisory">Whether it is only shown: the page passes without it, because the node serves without it.</param>
public sealed record HealthCheck(string Name, bool Ok, string Why = "", bool Liveness = false, bool Advisory = false);
