using Perdure.Coordination.Etcd.Grpc;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Etcd.Calls;

/// <summary>
/// The rule of what may be repeated. Pure. etcd tells many cases apart only by their texts, which are part of its API and have not changed
/// since 3.4.
/// </summary>
internal static class Verdicts
{
    // Refused before it was proposed to the cluster, so certainly not done. Not among them: "leader changed", "server stopped" and
    // everything that timed out, which may come after the proposal.
    private static readonly string[] s_notDone = ["no leader", "too many requests", "not capable", "not supported for learner"];

    private static readonly string[] s_tooLarge = ["request is too large", "database space exceeded", "too many operations", "larger than max"];

    private static readonly string[] s_staleToken = ["invalid auth token", "revision of auth store is old", "revision in header is old", "user name is empty"];

    private static readonly string[] s_refused = ["permission denied", "authentication failed", "user name not found", "role is not granted"];

    /// <summary>What follows from a failed attempt.</summary>
    /// <param name="status">How it ended.</param>
    /// <param name="detail">What was said about it.</param>
    /// <param name="sent">Whether any of the request may have left.</param>
    /// <param name="kind">What the call does.</param>
    public static (CallVerdict Verdict, CoordinationFailure Failure) Of(GrpcStatus status, string detail, bool sent, CallKind kind)
    {
        if (Says(detail, "requested lease not found")) return (CallVerdict.Failed, CoordinationFailure.LeaseGone);
        if (Says(detail, "required revision has been compacted")) return (CallVerdict.Failed, CoordinationFailure.Compacted);
        if (status < GrpcStatus.Unreachable)
        {
            if (SaysAny(detail, s_tooLarge)) return (CallVerdict.Failed, CoordinationFailure.TooLarge);
            if (SaysAny(detail, s_staleToken)) return (CallVerdict.Authenticate, CoordinationFailure.Refused);
            if (status == GrpcStatus.PermissionDenied || SaysAny(detail, s_refused)) return (CallVerdict.Failed, CoordinationFailure.Refused);
            if (status == GrpcStatus.Unimplemented) return (CallVerdict.Elsewhere, CoordinationFailure.Incompatible);
            if (SaysAny(detail, s_notDone)) return (CallVerdict.Elsewhere, CoordinationFailure.Unavailable);
        }

        var failure = status switch
        {
            GrpcStatus.Tls => CoordinationFailure.Refused,
            GrpcStatus.NotGrpc => CoordinationFailure.Incompatible,
            _ => CoordinationFailure.Unavailable,
        };
        return sent && kind == CallKind.Write ? (CallVerdict.Unknown, CoordinationFailure.UnknownOutcome) : (CallVerdict.Elsewhere, failure);
    }

    private static bool Says(string detail, string text) => detail.Contains(text, StringComparison.Ordinal);

    private static bool SaysAny(string detail, string[] texts)
    {
        foreach (var text in texts)
        {
            if (Says(detail, text)) return true;
        }

        return false;
    }
}
