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

    /// <summary>Its workers and service times.</summary>
    /// <value>Default <see cref="ServiceShape.Usual"/>.</value>
    public ServiceShape Shape { get; init; } = ServiceShape.Usual;

    /// <summary>Seed of its service times and faults.</summary>
    public ulong Seed { get; init; }

    /// <summary>Reads the options of <c>instance</c> from the command line.</summary>
    public static InstanceOptions From(Commands.Arguments arguments) => new()
    {
        Number = (int)arguments.Number("number", 1),
        Port = (int)arguments.Number("port", 0),
        LogPath = arguments.Text("log"),
        Shape = new ServiceShape(
            (int)arguments.Number("workers", ServiceShape.Usual.Workers),
            arguments.Number("service-ms", ServiceShape.Usual.MeanMs),
            Enum.Parse<ServiceDistribution>(arguments.Text("distribution") ?? nameof(ServiceDistribution.Exponential))),
        Seed = (ulong)arguments.Number("seed", 1),
    };
}
