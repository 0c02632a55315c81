namespace Perdure.Gauntlet.Instances;

/// <summary>How one instance of the rig serves.</summary>
public sealed record InstanceOptions
{
    /// <summary>Its number in the rig, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Port of loopback it listens on.</summary>
    public required int Port { get; init; }

    /// <summary>File to which each execution is appended, so that the record survives kill -9; null keeps none.</summary>
    public string? LogPath { get; init; }

    /// <summary>Requests it works on at once.</summary>
    /// <value>Default 2.</value>
    public int Workers { get; init; } = 2;

    /// <summary>Mean of the service time in ms; exponential, cut at five times the mean.</summary>
    /// <value>Default 20.</value>
    public double ServiceMs { get; init; } = 20;

    /// <summary>Seed of its service times and faults.</summary>
    public ulong Seed { get; init; }

    /// <summary>Reads the options of <c>instance</c> from the command line.</summary>
    public static InstanceOptions From(Commands.Arguments arguments) => new()
    {
        Number = (int)arguments.Number("number", 1),
        Port = (int)arguments.Number("port", 0),
        LogPath = arguments.Text("log"),
        Workers = (int)arguments.Number("workers", 2),
        ServiceMs = arguments.Number("service-ms", 20),
        Seed = (ulong)arguments.Number("seed", 1),
    };
}
