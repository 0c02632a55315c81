using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>An item of <c>routes</c>.</summary>
internal static class RouteShape
{
    private static readonly Key<string> Name = new("name", Texts.Name, "The route's name, unique in the file.") { Required = true };

    private static readonly Key<RouteMatch> Match = new(
        "match", RouteMatchShape.Shape, "The requests that it takes: those for which every condition holds.")
    {
        Required = true,
    };

    private static readonly Key<string> Service = new("service", Texts.Name, "The service that answers them.") { Required = true };

    private static readonly Key<RateLimitModel> RateLimit = new(
        "rateLimit", RateLimitShape.Shape, "How many requests it takes; those beyond are answered 429.")
    {
        DefaultInWords = "none: as many as come",
    };

    private static readonly Key<string> Flag = new(
        "flag", Texts.Name, "The feature flag that switches the route; while it is off, requests are answered 503.")
    {
        DefaultInWords = "none: always on",
    };

    public static MappingShape<RouteModel> Shape { get; } = new(
        [
            Name, Match, Service,
            new LaterKey("tier", "How much the route matters when there is too much to do: critical, standard or optional."),
            new LaterKey("cache", "Keeps responses and serves them again, stale ones too while the service can't answer."),
            RateLimit, Flag,
            new LaterKey("fallback", "What answers when the service can't."),
            new LaterKey("idempotency", "Makes a repeated request with the same Idempotency-Key take effect once."),
            new LaterKey("defer", "Accepts requests while the service is away, and sends them later."),
        ],
        v => new RouteModel
        {
            Name = v.Get(Name),
            Match = v.Get(Match),
            Service = v.Get(Service),
            Flag = v.Find(Flag),
            RateLimit = v.Find(RateLimit),
        });
}
