namespace Perdure.Demo;

/// <summary>Settings of <c>perdure demo</c>.</summary>
public sealed record DemoOptions
{
    /// <summary>Name of the only scenario to run between steady load and recovery; null: all of them.</summary>
    public string? Scenario { get; init; }

    /// <summary>Seed of the load: the same one sends the same requests at the same intended times.</summary>
    /// <value>Default 1.</value>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether the result is written as one JSON document instead of a table.</summary>
    public bool Json { get; init; }

    /// <summary>Requests per second, of which nine in ten are GETs and one is a POST.</summary>
    /// <value>Default 200.</value>
    public double RatePerSecond { get; init; } = 200;
}
