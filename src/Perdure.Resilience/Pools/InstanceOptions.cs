namespace Perdure.Resilience.Pools;

/// <summary>What is configured about one instance.</summary>
public sealed record InstanceOptions
{
    /// <summary>The name of the instance, unique in its pool.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// What identifies the endpoint, for example its URL. Live state is adopted over a reload when both <see cref="Id"/> and this
    /// are the same; an instance that moved starts fresh.
    /// </summary>
    public string Key { get; init; } = "";

    /// <summary>The zone it runs in; null when none is configured.</summary>
    public string? Zone { get; init; }

    /// <summary>The region it runs in; null when none is configured.</summary>
    public string? Region { get; init; }

    /// <summary>Its share relative to the others. Above 0. <value>Default 1.</value></summary>
    public double Weight { get; init; } = 1;

    /// <summary>Used only when no active instance can serve. <value>Default false.</value></summary>
    public bool Standby { get; init; }

    /// <summary>Anything the caller wants to find again on the instance, such as its connection pool.</summary>
    public object? Endpoint { get; init; }
}
