namespace Perdure.Telemetry.Runbooks;

/// <summary>What to do about an alert. Immutable.</summary>
/// <param name="Name">Its name, such as <c>PerdureServiceDown</c>.</param>
/// <param name="Title">Its first heading.</param>
/// <param name="Sections">Its parts, in their order.</param>
/// <param name="Steps">Its numbered steps, in their order.</param>
public sealed record Runbook(string Name, string Title, IReadOnlyList<RunbookSection> Sections, IReadOnlyList<RunbookStep> Steps);
