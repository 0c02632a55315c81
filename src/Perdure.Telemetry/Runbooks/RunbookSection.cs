namespace Perdure.Telemetry.Runbooks;

/// <summary>A part of a runbook.</summary>
/// <param name="Heading">Its heading; empty for what stands before the first one.</param>
/// <param name="Markdown">Its text, in markdown.</param>
public sealed record RunbookSection(string Heading, string Markdown);
