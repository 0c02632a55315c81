using System.Runtime.CompilerServices;
using Perdure.Model;

namespace Perdure.Gateway.Tiers;

/// <summary>What became of the requests of each tier since the node started. Thread-safe.</summary>
public sealed class TierCounters
{
    private Counts _requests;
    private Counts _shed;
    private long _headersTaken;
    private long _headersIgnored;

    /// <summary>Requests whose tier a trusted proxy said by the listener's <c>tierHeader</c>.</summary>
    public long HeadersTaken => Interlocked.Read(ref _headersTaken);

    /// <summary>Requests with that header from somebody who is not trusted, or with a tier that there is not: ignored.</summary>
    public long HeadersIgnored => Interlocked.Read(ref _headersIgnored);

    /// <summary>Requests of a tier that a route led to a service.</summary>
    public long Requests(Tier tier) => Interlocked.Read(ref _requests[(int)tier]);

    /// <summary>Those of them that were turned away because there was too much to do, by a bulkhead or by the node's guard.</summary>
    public long Shed(Tier tier) => Interlocked.Read(ref _shed[(int)tier]);

    internal void OnRequest(Tier tier) => Interlocked.Increment(ref _requests[(int)tier]);

    internal void OnShed(Tier tier) => Interlocked.Increment(ref _shed[(int)tier]);

    internal void OnHeaderTaken() => Interlocked.Increment(ref _headersTaken);

    internal void OnHeaderIgnored() => Interlocked.Increment(ref _headersIgnored);

    [InlineArray(3)]
    private struct Counts
    {
        private long _first;
    }
}
