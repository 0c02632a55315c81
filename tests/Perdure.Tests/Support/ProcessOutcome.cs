namespace Perdure.Tests.Support;

/// <summary>What came of a process.</summary>
internal sealed record ProcessOutcome(int ExitCode, string Output, string Error);
