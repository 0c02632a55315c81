using System.Collections.Immutable;

namespace Perdure.Demo.Scenarios;

/// <summary>One act of the demo: something is done to some instances while the load goes on.</summary>
public sealed record DemoScenario
{
    /// <summary>Its name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>What happens, in words.</summary>
    public required string Title { get; init; }

    /// <summary>What is done.</summary>
    public DemoFault Fault { get; init; }

    /// <summary>Ids of the instances to which it is done.</summary>
    public ImmutableArray<string> Targets { get; init; } = [];

    /// <summary>How long it lasts, with its beginning.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>Whether its first two seconds are measured apart, since the promises allow more in them.</summary>
    public bool HasOnset { get; init; } = true;
}
