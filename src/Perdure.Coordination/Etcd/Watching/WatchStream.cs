using Perdure.Coordination.Etcd.Calls;
using Perdure.Coordination.Etcd.Endpoints;
using Perdure.Coordination.Etcd.Grpc;
using Perdure.Coordination.Etcd.Protocol;

namespace Perdure.Coordination.Etcd.Watching;

/// <summary>One stream of one watch at one endpoint. Used by one at a time.</summary>
internal sealed class WatchStream : IDisposable
{
    private static readonly WatchRequest s_progress = new() { ProgressRequest = new WatchProgressRequest() };

    private readonly EtcdOptions _options;
    private readonly EndpointSet _endpoints;
    private readonly CancellationTokenSource _ends;
    private GrpcStream<WatchResponse>? _stream;
    private WatchGuard? _guard;

    private WatchStream(EtcdOptions options, EndpointSet endpoints, Endpoint endpoint, CancellationTokenSource ends)
    {
        (_options, _endpoints, Endpoint, _ends) = (options, endpoints, endpoint, ends);
        OpenedTimestamp = options.Clock.GetTimestamp();
    }

    public Endpoint Endpoint { get; }

    /// <summary>When it was opened.</summary>
    public long OpenedTimestamp { get; }

    /// <summary>Opens a stream; the first answer, which says that the watch has been created or why not, comes with it.</summary>
    public static async ValueTask<(WatchStream? Stream, GrpcReply<WatchResponse> First)> OpenAsync(
        EtcdOptions options, EndpointSet endpoints, WatchRequest request, string? token, CancellationToken cancellationToken)
    {
        var endpoint = endpoints.Current;
        var connection = endpoint.Connection;

        // One token for the whole stream: that of the request goes on to hold for its body. The time-out is taken off once it stands.
        var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, connection.Lost);
        ends.CancelAfter(options.Timeout / Math.Min(endpoints.Count, 3));
        var stream = new WatchStream(options, endpoints, endpoint, ends);
        var reply = await connection.OpenAsync(Rpc.Watch, request, new CallMetadata(HasLeader: true, token), ends.Token).ConfigureAwait(false);
        if (reply.Message is null)
        {
            stream.Dispose();
            return (null, GrpcReply<WatchResponse>.Failed(reply.Status, reply.Detail, reply.Sent));
        }

        stream._stream = reply.Message;
        var first = await reply.Message.ReadAsync(ends.Token).ConfigureAwait(false);
        if (first.Message is not { Created: true, Canceled: false })
        {
            stream.Dispose();
            return (null, first);
        }

        ends.CancelAfter(Timeout.InfiniteTimeSpan);
        stream._guard = new WatchGuard(options, endpoints, endpoint, stream.Ask, stream.GiveUp);
        return (stream, first);
    }

    /// <summary>The next answer, or how the stream ended.</summary>
    public async ValueTask<GrpcReply<WatchResponse>> ReadAsync()
    {
        _guard!.Wait();
        var reply = await _stream!.ReadAsync(_ends.Token).ConfigureAwait(false);
        _guard.Came();
        return reply;
    }

    public void Dispose()
    {
        _guard?.Dispose();
        _ends.Cancel();
        _stream?.Dispose();
        _ends.Dispose();
    }

    private void Ask() => _ = AskAsync();

    private async Task AskAsync()
    {
        try
        {
            await _stream!.WriteAsync(s_progress, _ends.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (TransportFault.Of(fault) is not null || fault is InvalidOperationException)
        {
            // The reader notices, or the guard does.
        }
    }

    private void GiveUp() => _ends.CancelAsync();
}
