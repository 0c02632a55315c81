namespace Perdure.Console.Runbooks;

/// <summary>A runbook in a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">Its first heading.</param>
public sealed record RunbookTitle(string Name, string Title);
