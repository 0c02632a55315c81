using Google.Protobuf;
using Perdure.Coordination.Etcd.Calls;
using Perdure.Coordination.Etcd.Endpoints;
using Perdure.Coordination.Etcd.Grpc;
using Perdure.Coordination.Etcd.Protocol;
using Perdure.Coordination.Etcd.Translation;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Etcd.Contact;

/// <summary>
/// Finds out whether an endpoint is an etcd that can be used, and whether the prefix is ours: a linearizable read of its marker, which is
/// put there when there is nothing at all under the prefix. Used by one at a time.
/// </summary>
internal sealed class Examiner(EtcdOptions options, Attempts attempts, Requests requests)
{
    // How many looks later the version is asked for again: an etcd may be updated while this runs.
    private const int VersionEvery = 15;

    private readonly RangeRequest _readMarker = requests.Of(RangeQuery.Of(StoreMarker.Key));
    private readonly TimeSpan _patience = TimeSpan.FromMilliseconds(Math.Clamp(options.Timeout.TotalMilliseconds / 2, 50, options.LookWithin.TotalMilliseconds));
    private Endpoint? _known;
    private EtcdVersion? _version;
    private int _looks;

    /// <summary>Looks once. The status of the call that failed comes along.</summary>
    public async ValueTask<(Heartbeat Heart, GrpcStatus Status)> LookAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        if (!ReferenceEquals(_known, endpoint) || ++_looks % VersionEvery == 0)
        {
            _known = null;
            var status = await AskAsync(endpoint, Rpc.Status, new StatusRequest(), CallKind.LocalRead, cancellationToken).ConfigureAwait(false);
            if (status.Answer is not { } says) return (Failed(endpoint, status.Failure, status.Problem), status.Status);
            _version = EtcdVersion.Parse(says.Version);
            if (_version is not { IsUsable: true })
                return (Failed(endpoint, CoordinationFailure.Incompatible, $"{endpoint.Name} is etcd \"{says.Version}\": Perdure needs 3.4 or newer"), GrpcStatus.Ok);
        }

        var read = await AskAsync(endpoint, Rpc.Range, _readMarker, CallKind.Read, cancellationToken).ConfigureAwait(false);
        if (read.Answer is not { } range) return (Failed(endpoint, read.Failure, read.Problem), read.Status);
        _known = endpoint;
        if (range.Kvs.Count > 0) return (Judge(endpoint, range.Kvs[0].Value), GrpcStatus.Ok);

        // To be repeated without harm: the guard is that nothing is there.
        var claim = requests.Claim(new StoreMarker(options.System, StoreMarker.CurrentFormat).ToBytes());
        var claimed = await AskAsync(endpoint, Rpc.Txn, claim, CallKind.Read, cancellationToken).ConfigureAwait(false);
        if (claimed.Answer is not { } txn) return (Failed(endpoint, claimed.Failure, claimed.Problem), claimed.Status);
        return (txn.Succeeded ? Well(endpoint) : Judge(endpoint, txn.Responses[0].ResponseRange.Kvs.FirstOrDefault()?.Value), GrpcStatus.Ok);
    }

    private ValueTask<Attempt<T>> AskAsync<T>(Endpoint endpoint, GrpcMethod<T> method, IMessage request, CallKind kind, CancellationToken cancellationToken)
        where T : class, IMessage<T>, IAnswer => attempts.TryAsync(endpoint, method, request, kind, _patience, cancellationToken);

    private Heartbeat Judge(Endpoint endpoint, ByteString? marker)
    {
        var place = $"{options.Prefix} in etcd at {endpoint.Name}";
        var refusal = marker is null ? StoreMarker.NotOurs(place) : StoreMarker.Refusal(marker.Memory, options.System, place);
        return refusal is null ? Well(endpoint) : Failed(endpoint, CoordinationFailure.Incompatible, refusal);
    }

    private Heartbeat Well(Endpoint endpoint) => new(endpoint.Name, _version, null, null);

    private static Heartbeat Failed(Endpoint endpoint, CoordinationFailure failure, string? problem) =>
        new(endpoint.Name, null, failure, problem ?? $"etcd at {endpoint.Name} failed");
}
