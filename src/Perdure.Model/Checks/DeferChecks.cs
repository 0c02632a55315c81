using Perdure.Model.Reading;

namespace Perdure.Model.Checks;

/// <summary>The queues that routes defer to, and the paths that the gateway keeps for itself.</summary>
internal static class DeferChecks
{
    /// <summary>Below it are the pages that the gateway itself answers on its listeners.</summary>
    private const string Reserved = "/.perdure/";

    public static void CheckRoute(SystemModel model, RouteModel route, ReadContext context, KeyPath path)
    {
        CheckReserved(route, context, path.Key("match").Key("path"));
        if (route.Defer is not { } defer)
        {
            return;
        }

        CheckQueue(model, defer, context, path.Key("defer").Key("queue"));
        CheckMethods(route, context, path);
    }

    private static void CheckReserved(RouteModel route, ReadContext context, KeyPath path)
    {
        if (route.Match.Path.StartsWith(Reserved, StringComparison.Ordinal) && context.IsSound(path))
        {
            context.Error(
                DiagnosticKind.Invalid, path, context.ValueAt(path), $"never reached: what is below {Reserved} is the gateway's own", "give the route another path");
        }
    }

    private static void CheckQueue(SystemModel model, DeferModel defer, ReadContext context, KeyPath path)
    {
        if (!context.IsSound(path) || !context.Has(path) || context.IsWrong(Paths.Queues) || context.IsWrong(Paths.Queues.Key(defer.Queue)))
        {
            return;
        }

        var known = model.Queues.Select(q => q.Name).ToList();
        if (known.Contains(defer.Queue))
        {
            return;
        }

        var some = known.Count == 0
            ? $"declare it: queues: {{ {defer.Queue}: {{}} }}"
            : $"queues of this file: {string.Join(", ", known.Take(20))}{(known.Count > 20 ? ", …" : "")}";
        context.Error(
            DiagnosticKind.Reference,
            path,
            context.ValueAt(path),
            $"expected the name of a queue, found {Quoted.Text(defer.Queue)}",
            context.IsFull ? null : NearestName.Hint(defer.Queue, known) ?? some);
    }

    private static void CheckMethods(RouteModel route, ReadContext context, KeyPath path)
    {
        var defer = path.Key("defer");
        if (route.Match.Methods.IsEmpty || route.Match.Methods.Any(m => m is "POST" or "PUT" or "PATCH" or "DELETE") || !context.IsSound(path.Key("match")))
        {
            return;
        }

        context.Error(
            DiagnosticKind.Invalid,
            defer,
            context.KeyAt(defer),
            $"{string.Join(", ", route.Match.Methods.Take(5))} can't be deferred: only POST, PUT, PATCH and DELETE are",
            "remove defer, or add POST to match.methods");
    }
}
