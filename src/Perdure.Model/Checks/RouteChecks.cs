using Perdure.Model.Reading;

namespace Perdure.Model.Checks;

/// <summary>Where routes lead, and whether anything reaches them.</summary>
internal static class RouteChecks
{
    private static readonly string[] KnownMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

    public static void Check(SystemModel model, ReadContext context)
    {
        if (model.Routes.IsEmpty && !context.IsWrong(Paths.Routes) && !context.IsWrong(KeyPath.Root))
        {
            context.Warn(
                DiagnosticKind.Missing,
                Paths.Routes,
                context.KeyAt(Paths.Routes),
                "there are no routes: every request is answered with 404",
                "add a route");
        }

        Duplicates.Check(context, Paths.Routes, model.Routes, "name", r => r.Name);
        var services = model.Services.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < model.Routes.Length; i++)
        {
            var path = Paths.Routes.Item(i);
            if (context.Has(path.Key("service")))
            {
                DependencyChecks.CheckName(context, path.Key("service"), model.Routes[i].Service, services);
            }

            FlagChecks.CheckRoute(model, model.Routes[i], context, path.Key("flag"));
            FallbackChecks.Check(model.Routes[i], services, context, path.Key("fallback"));
            OverloadChecks.CheckRoute(model.Routes[i], model, context, path);
            IdempotencyChecks.CheckRoute(model.Routes[i], context, path);
            DeferChecks.CheckRoute(model, model.Routes[i], context, path);
            ObjectiveChecks.CheckRoute(model.Routes[i], context, path.Key("objective"));
            CheckMethods(model.Routes[i], context, path.Key("match").Key("methods"));
        }

        CheckReach(model, context);
    }

    private static void CheckMethods(RouteModel route, ReadContext context, KeyPath methods)
    {
        for (var i = 0; i < route.Match.Methods.Length; i++)
        {
            var (path, method) = (methods.Item(i), route.Match.Methods[i]);
            if (context.IsSound(path) && !KnownMethods.Contains(method) && NearestName.Hint(method, KnownMethods) is { } hint)
            {
                context.Warn(DiagnosticKind.Invalid, path, context.ValueAt(path), $"{method} is not a method of HTTP", hint);
            }
        }
    }

    /// <summary>
    /// Reports every route behind an earlier one that takes all of its requests; behind a route that takes everything, that one alone.
    /// </summary>
    private static void CheckReach(SystemModel model, ReadContext context)
    {
        bool[] isSound = [.. model.Routes.Select((_, i) => context.IsSound(Paths.Routes.Item(i).Key("match")))];
        for (var later = 1; later < model.Routes.Length; later++)
        {
            if (!isSound[later])
            {
                continue;
            }

            for (var earlier = 0; earlier < later; earlier++)
            {
                if (!isSound[earlier] || !RouteCover.Covers(model.Routes[earlier].Match, model.Routes[later].Match))
                {
                    continue;
                }

                var place = Paths.Routes.Item(later);
                if (RouteCover.TakesAll(model.Routes[earlier].Match))
                {
                    place = Paths.Routes.Item(earlier);
                    var count = model.Routes.Length - earlier - 1;
                    var behind = count == 1 ? "the route after it is" : $"the {count} routes after it are";
                    context.Warn(
                        DiagnosticKind.Invalid,
                        place,
                        context.ValueAt(place),
                        $"takes every request, so {behind} never reached",
                        "move it to the end");
                    return;
                }

                var line = context.ValueAt(Paths.Routes.Item(earlier)).Line;
                context.Warn(
                    DiagnosticKind.Invalid,
                    place,
                    context.ValueAt(place),
                    $"never reached: the route {Quoted.Text(model.Routes[earlier].Name)} on line {line} takes all of its requests",
                    "move it before that route, or remove it");
                break;
            }
        }
    }
}
