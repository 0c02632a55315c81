namespace Perdure.Console.Problems;

/// <summary>The <c>type</c> of every problem the API can answer with. Stable: programs compare them.</summary>
public static class ProblemTypes
{
    /// <summary>404: no such page.</summary>
    public const string NotFound = "urn:perdure:problem:not-found";

    /// <summary>404: the plan in force has no such service.</summary>
    public const string UnknownService = "urn:perdure:problem:unknown-service";

    /// <summary>404: the service has no such instance.</summary>
    public const string UnknownInstance = "urn:perdure:problem:unknown-instance";

    /// <summary>404: the plan in force has no such flag, and nobody has set one.</summary>
    public const string UnknownFlag = "urn:perdure:problem:unknown-flag";

    /// <summary>404: there is no such version of the configuration, or it is not kept any more.</summary>
    public const string UnknownVersion = "urn:perdure:problem:unknown-version";

    /// <summary>404: the node has no such silence, or not any more.</summary>
    public const string UnknownSilence = "urn:perdure:problem:unknown-silence";

    /// <summary>404: the node keeps no such incident, or not any more.</summary>
    public const string UnknownIncident = "urn:perdure:problem:unknown-incident";

    /// <summary>404: there is no such runbook, or it has no such step.</summary>
    public const string UnknownRunbook = "urn:perdure:problem:unknown-runbook";

    /// <summary>405: the page exists, but not for this method.</summary>
    public const string MethodNotAllowed = "urn:perdure:problem:method-not-allowed";

    /// <summary>401: no token, or one that is not known.</summary>
    public const string Unauthenticated = "urn:perdure:problem:unauthenticated";

    /// <summary>403: the token's role does not allow this.</summary>
    public const string RoleNeeded = "urn:perdure:problem:role-needed";

    /// <summary>403: without tokens the API answers this machine alone.</summary>
    public const string NotLocal = "urn:perdure:problem:not-local";

    /// <summary>403: a browser sent the change on behalf of another site.</summary>
    public const string CrossSite = "urn:perdure:problem:cross-site";

    /// <summary>403: a change by a session came without the session's CSRF token.</summary>
    public const string CsrfToken = "urn:perdure:problem:csrf-token";

    /// <summary>401: the token that was to be signed in with is not known.</summary>
    public const string WrongToken = "urn:perdure:problem:wrong-token";

    /// <summary>429: too many sign-ins from this address failed.</summary>
    public const string SignInLimited = "urn:perdure:problem:sign-in-limited";

    /// <summary>404: the plan in force has no such route.</summary>
    public const string UnknownRoute = "urn:perdure:problem:unknown-route";

    /// <summary>409: the instance has no circuit breaker to hold.</summary>
    public const string NoBreaker = "urn:perdure:problem:no-breaker";

    /// <summary>400: the request says something that the page does not take.</summary>
    public const string Invalid = "urn:perdure:problem:invalid";

    /// <summary>404: the system file declares no such queue.</summary>
    public const string UnknownQueue = "urn:perdure:problem:unknown-queue";

    /// <summary>404: the queue has no such job, or not any more.</summary>
    public const string UnknownJob = "urn:perdure:problem:unknown-job";

    /// <summary>404: the job has no checkpoint, or not that one.</summary>
    public const string UnknownCheckpoint = "urn:perdure:problem:unknown-checkpoint";

    /// <summary>404: the system file declares nothing that is kept durably.</summary>
    public const string NotDurable = "urn:perdure:problem:not-durable";

    /// <summary>409: the queue keeps the requests that a route defers; services have no jobs in it.</summary>
    public const string RoutesQueue = "urn:perdure:problem:queue-of-a-route";

    /// <summary>409: the claim is no longer valid: its lease ran out, or somebody else has the job or ended it.</summary>
    public const string ClaimLost = "urn:perdure:problem:claim-lost";

    /// <summary>409: a later holder has written a checkpoint already.</summary>
    public const string Fenced = "urn:perdure:problem:fenced";

    /// <summary>412: the checkpoint is not as the condition wants it.</summary>
    public const string PreconditionFailed = "urn:perdure:problem:precondition-failed";

    /// <summary>503: the queue, or the number of checkpoints, is at its bound; nothing was accepted.</summary>
    public const string DurableFull = "urn:perdure:problem:durable-full";

    /// <summary>503: the durable store cannot be used just now; nothing was accepted.</summary>
    public const string DurableUnavailable = "urn:perdure:problem:durable-unavailable";

    /// <summary>409: the lease is gone, and with it what hung on it: leadership, a lock, a membership.</summary>
    public const string LeaseGone = "urn:perdure:problem:lease-gone";

    /// <summary>409: the fencing token is not that of the leader or holder any more.</summary>
    public const string TokenStale = "urn:perdure:problem:token-stale";

    /// <summary>409: somebody else has that name just now.</summary>
    public const string NameTaken = "urn:perdure:problem:name-taken";

    /// <summary>409: somebody else was first, or something else is under way.</summary>
    public const string Conflict = "urn:perdure:problem:conflict";

    /// <summary>422: the configuration has errors.</summary>
    public const string InvalidConfiguration = "urn:perdure:problem:invalid-configuration";

    /// <summary>413: more bytes than the page takes.</summary>
    public const string BodyTooLarge = "urn:perdure:problem:body-too-large";

    /// <summary>503: the coordination store is lost; nothing was done.</summary>
    public const string StoreLost = "urn:perdure:problem:store-lost";

    /// <summary>503: the change was sent to the coordination store and no answer came: it was done or it was not.</summary>
    public const string UnknownOutcome = "urn:perdure:problem:unknown-outcome";

    /// <summary>503: the coordination store refuses the node or cannot be used; somebody has to change something.</summary>
    public const string StoreRefused = "urn:perdure:problem:store-refused";

    /// <summary>507: the coordination store has no room for it.</summary>
    public const string StoreFull = "urn:perdure:problem:store-full";

    /// <summary>503: too many requests wait on this node already; another one may take it.</summary>
    public const string TooManyWaiting = "urn:perdure:problem:too-many-waiting";

    /// <summary>503: the node is stopping; another one goes on.</summary>
    public const string Stopping = "urn:perdure:problem:stopping";

    /// <summary>500: a defect of the node.</summary>
    public const string Internal = "urn:perdure:problem:internal";
}
