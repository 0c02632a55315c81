using Perdure.Gauntlet.Instances;

namespace Perdure.Gauntlet.Scenarios;

/// <summary>One fault of the gauntlet and how a run with it goes.</summary>
public sealed record Scenario
{
    /// <summary>Its name in the field's notes, such as <c>G4b</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What goes wrong, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>Does the damage; runs until the fault phase ends, when its token is cancelled.</summary>
    public required Func<FaultContext, CancellationToken, Task> Attack { get; init; }

    /// <summary>Undoes the damage.</summary>
    /// <value>Default: revives, continues and heals every instance.</value>
    public Action<FaultContext> Repair { get; init; } = static context => context.HealAll();

    /// <summary>Numbers of the instances that are bad, given the run's random numbers.</summary>
    public required Func<Random, int[]> Victims { get; init; }

    /// <summary>Host name of an instance in the configuration, given its number and the victims.</summary>
    /// <value>Default: 127.0.0.1.</value>
    public Func<int, int[], string> Host { get; init; } = static (_, _) => "127.0.0.1";

    /// <summary>Whether the fault is in the configuration and so there from the start, not from the onset.</summary>
    public bool FromTheStart { get; init; }

    /// <summary>Share of POSTs that no gateway can save, however clever: they are executed and fail wherever they go.</summary>
    public double HopelessPosts { get; init; }

    /// <summary>Length of the fault phase.</summary>
    /// <value>Default 6 s.</value>
    public TimeSpan Fault { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Size of the answer to a GET.</summary>
    /// <value>Default 128 bytes.</value>
    public int BodyBytes { get; init; } = 128;

    /// <summary>What the instances can do.</summary>
    /// <value>Default <see cref="ServiceShape.Usual"/>.</value>
    public ServiceShape Shape { get; init; } = ServiceShape.Usual;

    /// <summary>Requests per second, where that is the scenario's own; null: what the command says.</summary>
    public double? Rate { get; init; }

    /// <summary>A load measured against the capacity; null: the usual one of GETs and POSTs.</summary>
    public OverloadPlan? Overload { get; init; }

    /// <summary>Beginning of the names of the configurations made for it; a contestant without one uses <c>gauntlet</c>.</summary>
    public string Setting { get; init; } = "gauntlet";

    /// <summary>Whether requests reaching the victims after the onset can be seen in their logs.</summary>
    public bool VictimsKeepLog { get; init; } = true;
}
