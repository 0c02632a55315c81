namespace Perdure.Console.Incidents;

/// <summary>The body of <c>POST /api/v1/incidents</c>.</summary>
/// <param name="Title">What it is about.</param>
public sealed record TitleBody(string? Title);
