namespace Perdure.Console.Runbooks;

/// <summary>What came of a step of a runbook.</summary>
/// <param name="Ok">Whether it was done.</param>
/// <param name="Text">What is so now, or why it was not done.</param>
public sealed record StepResult(bool Ok, string Text);
