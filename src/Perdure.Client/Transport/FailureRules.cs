namespace Perdure.Client.Transport;

/// <summary>What an answer that is no success means for the caller. Pure.</summary>
internal static class FailureRules
{
    private const string Prefix = "urn:perdure:problem:";

    /// <summary>Reads a status and, when there is one, the type of its problem.</summary>
    public static PerdureFailure Of(int status, string? problemType) => (status, NameOf(problemType)) switch
    {
        (_, "lease-gone" or "token-stale" or "claim-lost" or "fenced") => PerdureFailure.Lost,
        (_, "name-taken") => PerdureFailure.NameTaken,
        (_, "precondition-failed") => PerdureFailure.Conflict,
        (_, "durable-full") => PerdureFailure.Full,
        (_, "unknown-queue" or "unknown-job" or "unknown-checkpoint" or "not-durable") => PerdureFailure.NotFound,
        (_, "unknown-outcome") => PerdureFailure.UnknownOutcome,
        (_, "store-lost" or "store-refused" or "durable-unavailable" or "too-many-waiting" or "stopping") => PerdureFailure.Unavailable,
        (401 or 403, _) => PerdureFailure.Refused,
        (400 or 413, _) => PerdureFailure.Invalid,

        // Nobody says that nothing was done: something between here and the node may have answered.
        (408 or >= 500, _) => PerdureFailure.UnknownOutcome,
        _ => PerdureFailure.Unexpected,
    };

    private static string? NameOf(string? type) => type?.StartsWith(Prefix, StringComparison.Ordinal) == true ? type[Prefix.Length..] : null;
}
