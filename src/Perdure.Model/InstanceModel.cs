namespace Perdure.Model;

/// <summary>One of a service's interchangeable instances.</summary>
public sealed record InstanceModel
{
    /// <summary>The instance's id, unique within the service.</summary>
    public required string Id { get; init; }

    /// <summary>Scheme (http or https), host and port.</summary>
    public required Uri Url { get; init; }

    /// <summary>The zone that it runs in. Default: none.</summary>
    public string? Zone { get; init; }

    /// <summary>The region of <see cref="Zone"/> by the topology; null when that does not say.</summary>
    public string? Region { get; init; }

    /// <summary>Its share of the load relative to the others. Range: 1 to 1000. Default: 1.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Whether it serves always, or only when no active instance can. Default: active.</summary>
    public InstanceRole Role { get; init; } = InstanceRole.Active;

    /// <summary>The process that Perdure runs for it; null when somebody else runs it.</summary>
    public ProcessModel? Process { get; init; }
}
