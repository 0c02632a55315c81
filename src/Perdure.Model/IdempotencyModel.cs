namespace Perdure.Model;

/// <summary>
/// How a route makes repeated requests with the same <c>Idempotency-Key</c> take effect once. It concerns POST, PUT, PATCH and DELETE; other
/// methods pass.
/// </summary>
public sealed record IdempotencyModel
{
    /// <summary>Whether a request without a key is refused with 400. Default: no, it passes as if there were no idempotency.</summary>
    public bool Required { get; init; }

    /// <summary>How long an answer is kept and given again. Range: 1 min to 8,760 h. Default: 24 h.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>What tells callers apart: keys of different callers have nothing to do with each other. Default: the header Authorization.</summary>
    public IdempotencyCaller Caller { get; init; } = IdempotencyCaller.Authorization;

    /// <summary>How long a duplicate waits for the request in flight before it is answered with 409. Range: 0 to 30 s. Default: zero.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>The largest body of a request that carries a key, and the largest body of an answer that is kept, in bytes. Range: 1 KiB to 1 MiB. Default: 1 MiB.</summary>
    public long MaxBody { get; init; } = 1024 * 1024;

    /// <summary>
    /// The path at the service that tells what became of a request whose outcome is unknown; <c>{key}</c> in it stands for the key, percent-encoded. Null:
    /// the service is not asked. Default: null.
    /// </summary>
    public string? ReconcilePath { get; init; }
}
