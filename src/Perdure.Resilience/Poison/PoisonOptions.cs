namespace Perdure.Resilience.Poison;

/// <summary>When a request is held responsible for the death of instances, and for how long it is refused.</summary>
public sealed record PoisonOptions
{
    /// <summary>How long one crash is remembered against a request that has not been answered since, in ms. <value>Default 60,000.</value></summary>
    public long SuspectMs { get; init; } = 60_000;

    /// <summary>How long a poison request is refused at first, in ms; doubled each time it breaks another instance. <value>Default 5,000.</value></summary>
    public long RefuseMs { get; init; } = 5_000;

    /// <summary>The longest refusal, in ms. <value>Default 60,000.</value></summary>
    public long RefuseMaxMs { get; init; } = 60_000;

    /// <summary>How long the one request that is let through after a refusal keeps others out, in ms. <value>Default 5,000.</value></summary>
    public long TrialMs { get; init; } = 5_000;

    /// <summary>
    /// Crashes of one and the same instance that suffice, when no other has crashed of the request: there may be only one, or a key that binds the
    /// request to it. <value>Default 3.</value>
    /// </summary>
    public int SameInstanceCrashes { get; init; } = 3;

    /// <summary>
    /// Poison requests at a time at most. When there are more, it is not the requests: all is forgotten. <value>Default 16.</value>
    /// </summary>
    public int MaxPoison { get; init; } = 16;

    /// <summary>Requests watched at a time; the one seen longest ago gives its place up. <value>Default 256.</value></summary>
    public int Capacity { get; init; } = 256;
}
