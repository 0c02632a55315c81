using Perdure.Gateway.Exchanges;
using Perdure.Model;

namespace Perdure.Gateway.Caching;

/// <summary>When a stale answer may stand in for the service (RFC 9111, section 4.2.4; RFC 5861, section 4). Pure.</summary>
internal static class StaleRules
{
    /// <summary>
    /// How long a service that failed is left alone for one answer: until then the stale one is served without asking, then one request looks
    /// behind the scenes.
    /// </summary>
    public const long TryAgainMs = 1000;

    /// <summary>
    /// Whether a stored answer may stand in for whoever asks. An answer of the route's own lifetime may be shown to known users, too, when there
    /// is no other: it is nobody's private one.
    /// </summary>
    public static bool StandsIn(StoredAnswer answer, in CacheRequest request, CacheModel policy, long nowMs) =>
        (!request.Authorized || StorageRules.IsForAuthorized(answer.Says)) && ReuseRules.MayStandIn(answer, policy, nowMs);

    /// <summary>Whether an outcome is one that something else may replace: the service failed, or could not be asked.</summary>
    public static bool MayReplace(in Outcome outcome) =>
        outcome.Problem is not null && outcome.Kind is OutcomeKind.Unavailable or OutcomeKind.Shed or OutcomeKind.BadGateway or OutcomeKind.TimedOut;
}
