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

    /// <summary>409: the instance has no circuit breaker to hold.</summary>
    public const string NoBreaker = "urn:perdure:problem:no-breaker";

    /// <summary>413: the API takes no bodies worth the name.</summary>
    public const string BodyTooLarge = "urn:perdure:problem:body-too-large";

    /// <summary>500: a defect of the node.</summary>
    public const string Internal = "urn:perdure:problem:internal";
}
