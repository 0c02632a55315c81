namespace Perdure.Console.Nodes;

/// <summary>How many jobs an operator's change reached, at most 10,000 in a call.</summary>
/// <param name="Jobs">How many.</param>
public sealed record JobCount(int Jobs);
