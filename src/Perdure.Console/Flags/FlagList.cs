namespace Perdure.Console.Flags;

/// <summary>The answer of <c>GET /api/v1/flags</c>.</summary>
/// <param name="Flags">Those that the plan in force declares, in the order of the system file, then those that are set all the same.</param>
public sealed record FlagList(IReadOnlyList<FlagStatus> Flags);
