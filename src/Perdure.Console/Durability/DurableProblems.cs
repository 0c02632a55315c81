using Microsoft.AspNetCore.Http;
using Perdure.Console.Agreement;
using Perdure.Console.Problems;
using Perdure.Durability.Storage;

namespace Perdure.Console.Durability;

/// <summary>What the pages for queues and checkpoints refuse, and what a failure of the store means to a service. Pure.</summary>
internal static class DurableProblems
{
    /// <summary>The problem to answer a failure of the store with.</summary>
    public static RefusedException Of(DurabilityException failed) => failed.Failure switch
    {
        DurabilityFailure.Invalid => RefusedException.Invalid(Sentence(failed.Message)),
        DurabilityFailure.TooLarge => new RefusedException(
            StatusCodes.Status413PayloadTooLarge, ProblemTypes.BodyTooLarge, "It is too large", $"Nothing was accepted: {failed.Message}."),
        DurabilityFailure.Full => new RefusedException(
            StatusCodes.Status503ServiceUnavailable,
            ProblemTypes.DurableFull,
            "There is no room for it",
            $"Nothing was accepted: {failed.Message}. Ask again when there is room."),
        DurabilityFailure.UnknownOutcome => new RefusedException(
            StatusCodes.Status503ServiceUnavailable,
            ProblemTypes.UnknownOutcome,
            "It is not known whether it was done",
            $"It was sent to the disk and not confirmed: it was done or it was not. With a dedupe key or a token, asking again is safe. {Sentence(failed.Message)}"),
        _ => Unavailable(failed.Message),
    };

    /// <summary>503: the store cannot be used just now.</summary>
    public static RefusedException Unavailable(string why) => new(
        StatusCodes.Status503ServiceUnavailable,
        ProblemTypes.DurableUnavailable,
        "The durable store cannot be used",
        $"Nothing was accepted: jobs and checkpoints need the durable store. Traffic goes on. {Sentence(why)}");

    /// <summary>404: there is no store.</summary>
    public static RefusedException NotDurable() => new(
        StatusCodes.Status404NotFound,
        ProblemTypes.NotDurable,
        "Nothing is kept durably here",
        "The system file declares neither queues nor durability. Write \"durability: { engine: sqlite }\" for checkpoints, \"queues: { NAME: {} }\" for queues.");

    /// <summary>404: no such queue.</summary>
    public static RefusedException UnknownQueue(string name, string? meant) => new(
        StatusCodes.Status404NotFound,
        ProblemTypes.UnknownQueue,
        "No such queue",
        $"There is no queue \"{name}\".{(meant is null ? "" : $" Did you mean \"{meant}\"?")} GET /api/v1/queues lists them all; a new one goes under queues in the system file.");

    /// <summary>404: no such job.</summary>
    public static RefusedException UnknownJob(string queue, string id) => new(
        StatusCodes.Status404NotFound,
        ProblemTypes.UnknownJob,
        "No such job",
        $"The queue \"{queue}\" has no job \"{id}\": it never had, or the job was done longer ago than done ones are kept, or it was purged.");

    /// <summary>404: no such checkpoint.</summary>
    public static RefusedException UnknownCheckpoint(string job) => new(
        StatusCodes.Status404NotFound,
        ProblemTypes.UnknownCheckpoint,
        "No such checkpoint",
        $"\"{job}\" has no checkpoint, or not this one any more: begin from the start. GET /api/v1/checkpoints lists them all.");

    /// <summary>409: the queue is for the requests that a route defers.</summary>
    public static RefusedException RoutesQueue(string queue, string route) => new(
        StatusCodes.Status409Conflict,
        ProblemTypes.RoutesQueue,
        "The queue belongs to a route",
        $"The queue \"{queue}\" keeps the requests that the route \"{route}\" defers, and the gateway itself sends them. Nothing was done. Declare another queue for jobs of services.");

    /// <summary>409: all that is due are requests that a route deferred which is not there any more.</summary>
    public static RefusedException HeldRequests(string queue, string? route) => new(
        StatusCodes.Status409Conflict,
        ProblemTypes.RoutesQueue,
        "The queue holds requests of a route",
        $"The queue \"{queue}\" keeps requests that the route \"{route}\" deferred, which the system file has no more or which does not defer there. They are not for services. Bring the route back, or purge them; and declare another queue for jobs of services.");

    /// <summary>403: what clients sent and got is for operators.</summary>
    public static RefusedException ContentForOperators(string id) => new(
        StatusCodes.Status403Forbidden,
        ProblemTypes.RoleNeeded,
        "The role does not allow this",
        $"\"{id}\" is a deferred request, whose content may have credentials in it: only an operator may see it. Ask without content=true, or use a token with the role operator.");

    /// <summary>409: the claim is no longer valid.</summary>
    public static RefusedException ClaimLost(string id) => new(
        StatusCodes.Status409Conflict,
        ProblemTypes.ClaimLost,
        "The claim is lost",
        $"The claim of job \"{id}\" is no longer valid: its lease ran out, or the job has been ended. Nothing was done. Stop working on it; somebody else may have it.");

    /// <summary>409: a later holder has written.</summary>
    public static RefusedException Fenced(long token) => new(
        StatusCodes.Status409Conflict,
        ProblemTypes.Fenced,
        "A later holder has written",
        $"The checkpoint was written with the fencing token {token}, which is later than this one. Nothing was done. Stop: somebody else goes on with the job.");

    /// <summary>412: the condition does not hold.</summary>
    public static RefusedException PreconditionFailed(string? etag) => new(
        StatusCodes.Status412PreconditionFailed,
        ProblemTypes.PreconditionFailed,
        "The checkpoint is another one",
        etag is null
            ? "There is no checkpoint, and the condition asks for one. Nothing was done. Read it again, or write with If-None-Match: *."
            : $"The checkpoint has the ETag \"{etag}\", and the condition asks for something else. Nothing was done. Read it again and decide.");

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..].TrimEnd('.')}.";
}
