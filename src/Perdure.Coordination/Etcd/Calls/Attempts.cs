using Google.Protobuf;
using Perdure.Coordination.Etcd.Endpoints;
using Perdure.Coordination.Etcd.Grpc;
using Perdure.Coordination.Etcd.Protocol;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Etcd.Calls;

/// <summary>One attempt at one endpoint: the token, the call, and whether the answer is to be believed. Thread-safe.</summary>
internal sealed class Attempts(EtcdOptions options, TokenSource tokens, Freshness freshness)
{
    private readonly CancellationPool _sources = new();

    /// <summary>Makes one attempt. Does not throw for what happens on the wire, nor when cancelled.</summary>
    public async ValueTask<Attempt<T>> TryAsync<T>(
        Endpoint endpoint, GrpcMethod<T> method, IMessage request, CallKind kind, TimeSpan patience, CancellationToken cancellationToken)
        where T : class, IMessage<T>, IAnswer
    {
        var source = _sources.Rent(patience);
        var registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), source);
        try
        {
            return await TryAsync(endpoint, method, request, kind, source.Token).ConfigureAwait(false);
        }
        finally
        {
            if (!cancellationToken.CanBeCanceled || registration.Unregister()) _sources.Return(source);
        }
    }

    private async ValueTask<Attempt<T>> TryAsync<T>(
        Endpoint endpoint, GrpcMethod<T> method, IMessage request, CallKind kind, CancellationToken cancellationToken)
        where T : class, IMessage<T>, IAnswer
    {
        var stale = (string?)null;
        for (var refreshes = 0; ; refreshes++)
        {
            if (tokens.Missing || refreshes > 0)
            {
                var (status, detail) = await tokens.RefreshAsync(endpoint, stale, cancellationToken).ConfigureAwait(false);
                if (status != GrpcStatus.Ok) return Failed<T>(endpoint, status, detail, sent: false, kind);
            }

            var token = tokens.Current;
            var floor = freshness.Floor;
            var sentAt = options.Clock.GetTimestamp();
            var reply = await endpoint.Connection.CallAsync(method, request, new CallMetadata(kind != CallKind.LocalRead, token), cancellationToken).ConfigureAwait(false);
            if (reply.Message is { } answer)
            {
                return freshness.Check(answer.Header, floor, linearizable: kind is CallKind.Read or CallKind.Write) is { } doubt
                    ? Disbelieved<T>(endpoint, doubt, kind)
                    : new Attempt<T>(CallVerdict.Done, answer, sentAt, GrpcStatus.Ok, default, null);
            }

            // Twice, because users and roles may just be changing.
            var again = Verdicts.Of(reply.Status, reply.Detail, reply.Sent, kind).Verdict == CallVerdict.Authenticate && options.User is not null && refreshes < 2;
            if (!again) return Failed<T>(endpoint, reply.Status, reply.Detail, reply.Sent, kind);
            stale = token;
        }
    }

    private Attempt<T> Failed<T>(Endpoint endpoint, GrpcStatus status, string detail, bool sent, CallKind kind)
        where T : class
    {
        var (verdict, failure) = Verdicts.Of(status, detail, sent, kind);
        if (verdict == CallVerdict.Authenticate) verdict = CallVerdict.Failed;
        return new Attempt<T>(verdict, null, 0, status, failure, Texts.Of(endpoint.Name, status, failure, detail, options));
    }

    private static Attempt<T> Disbelieved<T>(Endpoint endpoint, Doubt doubt, CallKind kind)
        where T : class
    {
        var (verdict, failure) = kind == CallKind.Write
            ? (CallVerdict.Unknown, CoordinationFailure.UnknownOutcome)
            : (CallVerdict.Elsewhere, doubt.Foreign ? CoordinationFailure.Incompatible : CoordinationFailure.Unavailable);
        var status = doubt.Foreign ? GrpcStatus.Aborted : GrpcStatus.Stale;
        return new Attempt<T>(verdict, null, 0, status, failure, $"etcd at {endpoint.Name} is not believed: {doubt.Problem}");
    }
}
