using Perdure.Model.Reading;

namespace Perdure.Model.Checks;

/// <summary>What answers when a route's service can't: that it exists, can be reached, and does not ask in a circle.</summary>
internal static class FallbackChecks
{
    public static void Check(RouteModel route, HashSet<string> services, ReadContext context, KeyPath path)
    {
        for (var i = 0; i < route.Fallbacks.Length; i++)
        {
            var item = path.Item(i);
            if (context.Has(item.Key("service")))
            {
                DependencyChecks.CheckName(context, item.Key("service"), route.Fallbacks[i].Service!, services);
            }

            if (context.IsSound(item) && !CheckPlace(route, i, context, path))
            {
                CheckCircle(route, i, context, item);
                CheckStale(route, route.Fallbacks[i], context, item.Key("stale"));
            }
        }
    }

    // What stands behind a fixed answer, or twice, is never asked.
    private static bool CheckPlace(RouteModel route, int at, ReadContext context, KeyPath path)
    {
        for (var earlier = 0; earlier < at; earlier++)
        {
            if (!context.IsSound(path.Item(earlier)))
            {
                continue;
            }

            if (route.Fallbacks[earlier].Answer is not null)
            {
                Refuse(context, path.Item(at), $"never reached: {path.Item(earlier)} always answers", "move the fixed answer to the end");
                return true;
            }

            if (route.Fallbacks[earlier] == route.Fallbacks[at])
            {
                Refuse(context, path.Item(at), $"the same as {path.Item(earlier)}", "remove one of the two");
                return true;
            }
        }

        return false;
    }

    private static void CheckCircle(RouteModel route, int at, ReadContext context, KeyPath item)
    {
        var fallback = route.Fallbacks[at];
        if (fallback.Service == route.Service && context.IsSound(item.Key("service")) && (fallback.Path is null || fallback.Path == route.Match.Path))
        {
            Refuse(
                context,
                item.Key("service"),
                $"a circle: {Quoted.Text(route.Service)} would be asked the same again when it can't answer",
                "take another service, another path, or a fixed answer");
        }
    }

    private static void CheckStale(RouteModel route, FallbackModel fallback, ReadContext context, KeyPath path)
    {
        if (fallback.Stale is not { } stale)
        {
            return;
        }

        if (route.Cache is null)
        {
            Refuse(context, path, "the route keeps no answers that could be stale", "add cache to the route");
        }
        else if (stale <= route.Cache.StaleIfError)
        {
            context.Warn(
                DiagnosticKind.Invalid,
                path,
                context.ValueAt(path),
                $"the cache serves stale answers for {Shapes.Durations.Format(route.Cache.StaleIfError)} by itself (cache.staleIfError)",
                "remove it, or write a longer one");
        }
    }

    private static void Refuse(ReadContext context, KeyPath path, string message, string hint) =>
        context.Error(DiagnosticKind.Invalid, path, context.ValueAt(path), message, hint);
}
