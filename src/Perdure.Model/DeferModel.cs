namespace Perdure.Model;

/// <summary>
/// How a route accepts requests to be sent later: they are answered 202 once they are on the disk, and their answer is asked for under the address
/// in <c>Location</c>. It concerns POST, PUT, PATCH and DELETE; other methods pass.
/// </summary>
public sealed record DeferModel
{
    /// <summary>Which of them. Default: those that the service can't take now.</summary>
    public DeferWhen When { get; init; }

    /// <summary>The name of the queue that keeps them; it is in <c>queues</c>.</summary>
    public required string Queue { get; init; }

    /// <summary>The header whose value tells which requests are sent one after the other, in the order of acceptance; null: none. Default: null.</summary>
    public string? OrderBy { get; init; }

    /// <summary>The largest body that is accepted, in bytes; with its head a request has at most 1 MiB. Range: 1 KiB to 1 MiB. Default: 1 MiB.</summary>
    public long MaxBody { get; init; } = 1024 * 1024;

    /// <summary>How many of them each node sends at once; routes with the same queue add up. Range: 1 to 100. Default: 4.</summary>
    public int Concurrency { get; init; } = 4;
}
