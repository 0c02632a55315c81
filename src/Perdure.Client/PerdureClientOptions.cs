using Perdure.Client.Time;

namespace Perdure.Client;

/// <summary>Which nodes a <see cref="PerdureClient"/> talks to, and as whom.</summary>
public sealed record PerdureClientOptions
{
    /// <summary>
    /// The admin addresses of the nodes, such as <c>http://gateway-1:9090</c>. All of them serve the same leaders, locks and members: a call
    /// goes to the one that answered last, and to the next one when it cannot be reached or has lost its store. 1 to 64.
    /// </summary>
    public required IReadOnlyList<Uri> Nodes { get; init; }

    /// <summary>A token of the role <c>app</c> (or <c>operator</c>); null for nodes without tokens, which answer only their own machine. Default: null.</summary>
    public string? Token { get; init; }

    /// <summary>How long one node may take to answer, beyond the time it was asked to wait. Default: 3 s; more than zero.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The clock of deadlines and timers. Default: one whose timestamps go on while the machine sleeps (CLOCK_BOOTTIME) on Linux, the system's
    /// monotonic clock elsewhere.
    /// </summary>
    public TimeProvider Clock { get; init; } = BootTime.OrSystem();

    /// <summary>
    /// What sends the requests, for client certificates, proxies and tests; it is not disposed of. Default: null, a
    /// <see cref="SocketsHttpHandler"/> without a proxy for nodes on this machine.
    /// </summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Does not show the token.</summary>
    public override string ToString() => $"PerdureClientOptions {{ Nodes = {string.Join(", ", Nodes)} }}";
}
