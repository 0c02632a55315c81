using Perdure.Coordination.Etcd.Grpc;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Etcd.Calls;

/// <summary>What became of one attempt at one endpoint.</summary>
/// <param name="Verdict">What to do next.</param>
/// <param name="Answer">The answer, when <see cref="CallVerdict.Done"/>.</param>
/// <param name="SentTimestamp">A moment before the request was sent.</param>
/// <param name="Status">How the call ended.</param>
/// <param name="Failure">What the failure is to the caller.</param>
/// <param name="Problem">What happened, with the endpoint; null when done.</param>
internal readonly record struct Attempt<T>(
    CallVerdict Verdict, T? Answer, long SentTimestamp, GrpcStatus Status, CoordinationFailure Failure, string? Problem)
    where T : class;
