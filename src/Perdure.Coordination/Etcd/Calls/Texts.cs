using Perdure.Coordination.Etcd.Grpc;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Etcd.Calls;

/// <summary>What is told about a failure: the place, what happened, what to do.</summary>
internal static class Texts
{
    public static string Of(string endpoint, GrpcStatus status, CoordinationFailure failure, string detail, EtcdOptions options)
    {
        if (failure == CoordinationFailure.UnknownOutcome)
            return $"etcd at {endpoint}: {Said(detail)}: the write was done or it was not; read before doing it again";
        return (failure, status) switch
        {
            (CoordinationFailure.LeaseGone, _) => $"etcd at {endpoint}: the lease does not exist any more",
            (CoordinationFailure.TooLarge, _) => $"etcd at {endpoint}: {Said(detail)}. Store less, or compact, defragment and disarm etcd's NOSPACE alarm",
            (CoordinationFailure.Incompatible, _) => $"{endpoint}: {Said(detail)}. Is this the client URL of an etcd 3.4 or newer?",
            (CoordinationFailure.Refused, GrpcStatus.Tls) => $"{endpoint}: {Said(detail)}. Check the scheme of the endpoint and the files of coordination.tls",
            (CoordinationFailure.Refused, _) when options.User is null && detail.Contains("user name is empty", StringComparison.Ordinal) =>
                $"etcd at {endpoint} wants a user: set coordination.user and coordination.password",
            (CoordinationFailure.Refused, _) when detail.Contains("permission denied", StringComparison.Ordinal) =>
                $"etcd at {endpoint} denies {User(options)} the keys under {options.Prefix}: grant it a role that may read and write them",
            (CoordinationFailure.Refused, _) => $"etcd at {endpoint} refuses {User(options)}: {Said(detail)}. Check coordination.user and coordination.password",
            (_, GrpcStatus.Unreachable) => $"etcd at {endpoint} cannot be reached: {Said(detail)}. Is it running, and is the endpoint right?",
            _ => $"etcd at {endpoint}: {Said(detail)}",
        };
    }

    private static string User(EtcdOptions options) => options.User is { } user ? $"the user {user}" : "access without a user";

    private static string Said(string detail) => detail.Length > 0 ? detail.Replace("etcdserver: ", "", StringComparison.Ordinal) : "it failed without saying why";
}
