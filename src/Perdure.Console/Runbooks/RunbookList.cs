namespace Perdure.Console.Runbooks;

/// <summary>The answer of <c>GET /api/v1/runbooks</c>.</summary>
/// <param name="Runbooks">All of them, by name.</param>
public sealed record RunbookList(IReadOnlyList<RunbookTitle> Runbooks);
