namespace Perdure.Console.Alerts;

/// <summary>The body of <c>POST /api/v1/silences</c>.</summary>
/// <param name="Matchers">Conditions on labels, such as <c>service=catalog</c>.</param>
/// <param name="Lasting">For how long, such as <c>2h</c>.</param>
/// <param name="Comment">Why.</param>
public sealed record SilenceRequest(IReadOnlyList<string>? Matchers, string? Lasting, string? Comment);
