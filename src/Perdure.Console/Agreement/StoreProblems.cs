using Microsoft.AspNetCore.Http;
using Perdure.Console.Problems;
using Perdure.Coordination.Storage;

namespace Perdure.Console.Agreement;

/// <summary>What a failure of the store means to a service. Pure.</summary>
internal static class StoreProblems
{
    /// <summary>The problem to answer with.</summary>
    public static RefusedException Of(CoordinationException failed) => failed.Failure switch
    {
        CoordinationFailure.LeaseGone => RefusedException.LeaseGone("what was asked for"),
        CoordinationFailure.UnknownOutcome => new RefusedException(
            StatusCodes.Status503ServiceUnavailable,
            ProblemTypes.UnknownOutcome,
            "It is not known whether it was done",
            $"The coordination store was told and did not answer: it was done or it was not. With a lease, ask again with it to learn. {failed.Message}"),
        CoordinationFailure.TooLarge => new RefusedException(
            StatusCodes.Status507InsufficientStorage,
            ProblemTypes.StoreFull,
            "The coordination store has no room for it",
            $"Nothing was done. {failed.Message}"),
        CoordinationFailure.Refused or CoordinationFailure.Incompatible => new RefusedException(
            StatusCodes.Status503ServiceUnavailable,
            ProblemTypes.StoreRefused,
            "The coordination store cannot be used",
            $"Nothing was done, and somebody has to change something first: {failed.Message}"),
        _ => new RefusedException(
            StatusCodes.Status503ServiceUnavailable,
            ProblemTypes.StoreLost,
            "The coordination store is lost",
            "Nothing was done: leaders, locks, members and the shared configuration need the store, and this node cannot reach it. Traffic goes on. " +
            $"Ask again after Retry-After, or another node. {failed.Message}"),
    };
}
