namespace Perdure.Gauntlet.Contestants;

/// <summary>A contestant that could not be started in front of a rig; a result like any other.</summary>
public sealed class GatewayStartException(string message) : Exception(message);
