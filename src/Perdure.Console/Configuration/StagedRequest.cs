namespace Perdure.Console.Configuration;

/// <summary>How a configuration goes from node to node.</summary>
/// <param name="Pause">How long each node is watched before the next one gets it. Default: 10 s.</param>
/// <param name="ErrorRatioIncreaseMax">By how much the share of failed requests may rise, 0 to 1. Default: 0.01.</param>
public sealed record StagedRequest(TimeSpan Pause, double ErrorRatioIncreaseMax);
