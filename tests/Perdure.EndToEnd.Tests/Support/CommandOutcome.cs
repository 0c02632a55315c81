namespace Perdure.EndToEnd.Tests.Support;

/// <summary>What came of a command.</summary>
internal sealed record CommandOutcome(int ExitCode, string Output, string Error);
