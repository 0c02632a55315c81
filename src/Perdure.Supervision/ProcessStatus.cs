namespace Perdure.Supervision;

/// <summary>A supervised process at one moment.</summary>
public sealed record ProcessStatus
{
    /// <summary>Name of the service.</summary>
    public required string Service { get; init; }

    /// <summary>Id of the instance.</summary>
    public required string Instance { get; init; }

    /// <summary>What it is doing.</summary>
    public required ProcessState State { get; init; }

    /// <summary>Its process id, also the id of its process group; null unless it runs.</summary>
    public int? Pid { get; init; }

    /// <summary>How often it was started again by itself. Rising together with a <see cref="NextStart"/> it is a crash loop.</summary>
    public int Restarts { get; init; }

    /// <summary>How it last ended: <c>code 3</c>, the name of the signal (<c>SIGKILL</c>) or why it couldn't be started; null if never.</summary>
    public string? LastExit { get; init; }

    /// <summary>Since when it is in this state.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it starts again; null unless it is backing off.</summary>
    public DateTimeOffset? NextStart { get; init; }
}
