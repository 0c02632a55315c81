namespace Perdure.Console.Incidents;

/// <summary>The body of <c>POST /api/v1/incidents/{id}/notes</c>.</summary>
/// <param name="Text">What to remember.</param>
public sealed record NoteBody(string? Text);
