namespace Perdure.Gauntlet.Contestants;

/// <summary>Where to find what a contestant needs.</summary>
/// <param name="Peers">Directory of the configuration templates.</param>
/// <param name="Perdure">The perdure executable.</param>
public sealed record GatewayPaths(string Peers, string Perdure);
