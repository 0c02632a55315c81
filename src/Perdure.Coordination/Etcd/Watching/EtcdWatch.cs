using Perdure.Coordination.Etcd.Calls;
using Perdure.Coordination.Etcd.Endpoints;
using Perdure.Coordination.Etcd.Grpc;
using Perdure.Coordination.Etcd.Protocol;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Etcd.Watching;

/// <summary>One watch, over as many streams as it takes. Used by one at a time.</summary>
internal sealed class EtcdWatch(WatchServices services, WatchQuery query) : IDisposable
{
    private const int DelayMsMin = 25;
    private const int DelayMsMax = 500;

    private readonly WatchAssembler _assembler = new(services.Answers, query.FromRevision);
    private WatchStream? _stream;
    private int _failures;
    private string? _token;
    private bool _denied;

    /// <summary>The next batch, however long it takes.</summary>
    public async ValueTask<WatchBatch> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_stream is null)
            {
                if (await OpenAsync(cancellationToken).ConfigureAwait(false) is { } first) return first;
                continue;
            }

            var reply = await _stream.ReadAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (reply.Message is { Canceled: false } response)
            {
                if (_assembler.Take(response, services.Pulse.IsProgressOrdered) is { } batch) return batch;
                continue;
            }

            var endpoint = _stream.Endpoint;
            var lived = services.Options.Clock.GetElapsedTime(_stream.OpenedTimestamp);
            Drop();
            if (lived > TimeSpan.FromSeconds(2)) _failures = 0;
            Judge(endpoint, reply);
        }
    }

    public void Dispose() => Drop();

    private async ValueTask<WatchBatch?> OpenAsync(CancellationToken cancellationToken)
    {
        if (_failures > 0)
        {
            var delay = TimeSpan.FromMilliseconds(Math.Min(DelayMsMin << Math.Min(_failures - 1, 6), DelayMsMax));
            await Task.Delay(delay, services.Options.Clock, cancellationToken).ConfigureAwait(false);
        }

        await services.Gate.PassEventuallyAsync(cancellationToken).ConfigureAwait(false);
        var endpoint = services.Endpoints.Current;
        if (services.Tokens.Missing || (_denied && services.Tokens.Current == _token))
        {
            var (status, detail) = await RefreshAsync(endpoint, cancellationToken).ConfigureAwait(false);
            if (status != GrpcStatus.Ok)
            {
                Judge(endpoint, GrpcReply<WatchResponse>.Failed(status, detail, sent: false));
                return null;
            }
        }

        var floor = services.Freshness.Floor;
        _token = services.Tokens.Current;
        var request = services.Requests.Of(query, _assembler.Next);
        var (stream, first) = await WatchStream.OpenAsync(services.Options, services.Endpoints, request, _token, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (stream is null)
        {
            Judge(endpoint, first);
            return null;
        }

        if (services.Freshness.Check(first.Message!.Header, floor, linearizable: false) is not null)
        {
            stream.Dispose();
            Move(stream.Endpoint);
            return null;
        }

        (_stream, _denied) = (stream, false);
        return _assembler.Begin(first.Message.Header.Revision, floor.Revision);
    }

    private async ValueTask<(GrpcStatus Status, string Detail)> RefreshAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(services.Options.Timeout);
        return await services.Tokens.RefreshAsync(endpoint, _token, source.Token).ConfigureAwait(false);
    }

    // Throws what ends the watch; otherwise it goes on with another stream.
    private void Judge(Endpoint endpoint, GrpcReply<WatchResponse> reply)
    {
        var detail = reply.Message?.CancelReason ?? reply.Detail;
        if (reply.Message is { Canceled: true, CompactRevision: > 0 } cancelled)
        {
            throw new CoordinationException(
                CoordinationFailure.Compacted, $"etcd at {endpoint.Name} has no history before revision {cancelled.CompactRevision} any more: list again, then watch from there")
            {
                CompactRevision = cancelled.CompactRevision,
            };
        }

        var status = reply.Message is null ? reply.Status : GrpcStatus.Cancelled;
        var (verdict, failure) = Verdicts.Of(status, detail, reply.Sent, CallKind.LocalRead);
        if (failure == CoordinationFailure.Refused && verdict is CallVerdict.Failed or CallVerdict.Authenticate)
        {
            // etcd 3.4 says "permission denied" also when only the token is stale, so that a new one is tried once.
            if (_denied || services.Options.User is null || (reply.Message is null && verdict == CallVerdict.Failed))
                throw new CoordinationException(failure, Texts.Of(endpoint.Name, status, failure, detail, services.Options));
            _denied = true;
            _failures++;
            return;
        }

        Move(endpoint);
    }

    private void Move(Endpoint endpoint)
    {
        _failures++;
        services.Endpoints.Leave(endpoint);
        services.Pulse.Hurry();
    }

    private void Drop()
    {
        _stream?.Dispose();
        _stream = null;
    }
}
