namespace Perdure.Console.Flags;

/// <summary>The body of <c>PUT /api/v1/flags/{name}</c>.</summary>
/// <param name="Percent">For how many of a hundred users it is on: 0 for off, 100 for on.</param>
public sealed record FlagChange(int? Percent);
