namespace Perdure.Agreement;

/// <summary>What a load found.</summary>
internal sealed record LoadFigures(string Op, int Clients, long Operations, double PerSecond, double P50Ms, double P99Ms);
