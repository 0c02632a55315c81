namespace Perdure.Gateway.Upstreams;

/// <summary>Where a request's body goes, piece by piece.</summary>
internal abstract class BodySink
{
    /// <summary>Sends one piece.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancel);

    /// <summary>Lets what was written go out.</summary>
    public abstract ValueTask FlushAsync(CancellationToken cancel);
}
