using System.Collections.Immutable;
using Perdure.Coordination.Etcd.Grpc;
using Perdure.Coordination.Etcd.Protocol;

namespace Perdure.Coordination.Etcd.Calls;

/// <summary>The methods of etcd that are used here.</summary>
internal static class Rpc
{
    public static readonly GrpcMethod<RangeResponse> Range = new(0, "/etcdserverpb.KV/Range", RangeResponse.Parser);
    public static readonly GrpcMethod<PutResponse> Put = new(1, "/etcdserverpb.KV/Put", PutResponse.Parser);
    public static readonly GrpcMethod<DeleteRangeResponse> DeleteRange = new(2, "/etcdserverpb.KV/DeleteRange", DeleteRangeResponse.Parser);
    public static readonly GrpcMethod<TxnResponse> Txn = new(3, "/etcdserverpb.KV/Txn", TxnResponse.Parser);
    public static readonly GrpcMethod<LeaseGrantResponse> LeaseGrant = new(4, "/etcdserverpb.Lease/LeaseGrant", LeaseGrantResponse.Parser);
    public static readonly GrpcMethod<LeaseRevokeResponse> LeaseRevoke = new(5, "/etcdserverpb.Lease/LeaseRevoke", LeaseRevokeResponse.Parser);

    /// <summary>A stream in etcd's view; here each renewal is a stream of one message, so that it has an end and an outcome of its own.</summary>
    public static readonly GrpcMethod<LeaseKeepAliveResponse> LeaseKeepAlive = new(6, "/etcdserverpb.Lease/LeaseKeepAlive", LeaseKeepAliveResponse.Parser);

    public static readonly GrpcMethod<WatchResponse> Watch = new(7, "/etcdserverpb.Watch/Watch", WatchResponse.Parser);
    public static readonly GrpcMethod<AuthenticateResponse> Authenticate = new(8, "/etcdserverpb.Auth/Authenticate", AuthenticateResponse.Parser);
    public static readonly GrpcMethod<StatusResponse> Status = new(9, "/etcdserverpb.Maintenance/Status", StatusResponse.Parser);
    public static readonly GrpcMethod<CompactionResponse> Compact = new(10, "/etcdserverpb.KV/Compact", CompactionResponse.Parser);

    /// <summary>The paths by index.</summary>
    public static readonly ImmutableArray<string> Paths =
    [
        Range.Path, Put.Path, DeleteRange.Path, Txn.Path, LeaseGrant.Path, LeaseRevoke.Path, LeaseKeepAlive.Path, Watch.Path, Authenticate.Path, Status.Path,
        Compact.Path,
    ];
}
