namespace Perdure.Telemetry.Tests.Support;

/// <summary>Tests that need the process for themselves: its environment, and all meters in it.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
