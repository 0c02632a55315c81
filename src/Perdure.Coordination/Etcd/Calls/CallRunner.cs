using Google.Protobuf;
using Perdure.Coordination.Etcd.Contact;
using Perdure.Coordination.Etcd.Endpoints;
using Perdure.Coordination.Etcd.Grpc;
using Perdure.Coordination.Etcd.Protocol;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Etcd.Calls;

/// <summary>A call from its beginning to its end: attempts at one endpoint after the other, as long as that is safe and there is time. Thread-safe.</summary>
/// <param name="options">The time-out and the clock.</param>
/// <param name="endpoints">The endpoints.</param>
/// <param name="attempts">How one attempt is made.</param>
/// <param name="gate">Whether the store may be used at all.</param>
/// <param name="suspect">Told when an endpoint failed, so that somebody looks after it soon.</param>
internal sealed class CallRunner(EtcdOptions options, EndpointSet endpoints, Attempts attempts, Gate gate, Action suspect)
{
    private const int InFlightMax = 10_000;
    private const int DelayMsMin = 25;
    private const int DelayMsMax = 400;

    private static readonly TimeSpan s_patienceMin = TimeSpan.FromMilliseconds(10);

    // Several attempts must fit into the time-out when there is somebody else to ask.
    private readonly TimeSpan _patience = options.Timeout / Math.Min(endpoints.Count, 3);
    private int _inFlight;

    /// <summary>Makes the call.</summary>
    /// <exception cref="CoordinationException">It failed.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<CallResult<T>> RunAsync<T>(GrpcMethod<T> method, IMessage request, CallKind kind, CancellationToken cancellationToken)
        where T : class, IMessage<T>, IAnswer
    {
        if (Interlocked.Increment(ref _inFlight) > InFlightMax)
        {
            Interlocked.Decrement(ref _inFlight);
            throw new CoordinationException(CoordinationFailure.Unavailable, $"over {InFlightMax} calls to etcd are waiting: nothing more is taken until some are answered");
        }

        try
        {
            return await RepeatAsync(method, request, kind, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async ValueTask<CallResult<T>> RepeatAsync<T>(GrpcMethod<T> method, IMessage request, CallKind kind, CancellationToken cancellationToken)
        where T : class, IMessage<T>, IAnswer
    {
        var started = options.Clock.GetTimestamp();
        var hopeless = new Hopeless(endpoints.Count);
        for (var made = 1; ; made++)
        {
            // At least a little, so that the last attempt, which comes a moment late, also ends as a time-out.
            var left = options.Timeout - options.Clock.GetElapsedTime(started);
            if (left < s_patienceMin) left = s_patienceMin;
            var endpoint = endpoints.Current;

            // A write that was sent cannot be sent elsewhere, so that there is nothing to save time for; connecting has a time-out of its own.
            var patience = kind == CallKind.Write || left < _patience ? left : _patience;
            gate.ThrowIfRefused();
            var attempt = await attempts.TryAsync(endpoint, method, request, kind, patience, cancellationToken).ConfigureAwait(false);
            if (attempt.Verdict == CallVerdict.Done) return new CallResult<T>(attempt.Answer!, attempt.SentTimestamp);

            cancellationToken.ThrowIfCancellationRequested();
            if (attempt.Verdict == CallVerdict.Failed) throw new CoordinationException(attempt.Failure, attempt.Problem!);
            endpoints.Leave(endpoint);
            suspect();
            if (attempt.Verdict == CallVerdict.Unknown) throw new CoordinationException(CoordinationFailure.UnknownOutcome, attempt.Problem!);

            // When everybody says what no waiting changes, nothing is won by asking on.
            hopeless.Note(endpoint.Index, attempt.Failure != CoordinationFailure.Unavailable);
            var delay = made % endpoints.Count == 0 ? DelayAfter(made / endpoints.Count) : TimeSpan.Zero;
            if (hopeless.All || options.Clock.GetElapsedTime(started) + delay >= options.Timeout)
                throw new CoordinationException(hopeless.All ? attempt.Failure : CoordinationFailure.Unavailable, attempt.Problem!);
            if (delay > TimeSpan.Zero) await Task.Delay(delay, options.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private static TimeSpan DelayAfter(int rounds) => TimeSpan.FromMilliseconds(Math.Min(DelayMsMin << Math.Min(rounds - 1, 8), DelayMsMax));
}
