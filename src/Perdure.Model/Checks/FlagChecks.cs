using Perdure.Model.Reading;

namespace Perdure.Model.Checks;

/// <summary>The flags that routes name.</summary>
internal static class FlagChecks
{
    /// <summary>Reports a flag that the file does not declare.</summary>
    public static void CheckRoute(SystemModel model, RouteModel route, ReadContext context, KeyPath path)
    {
        if (route.Flag is not { } flag || !context.IsSound(path) || context.IsWrong(Paths.Flags) || context.IsWrong(Paths.Flags.Key(flag)))
        {
            return;
        }

        var known = model.Flags.Select(f => f.Name).ToList();
        if (known.Contains(flag))
        {
            return;
        }

        var some = known.Count == 0
            ? $"declare it: flags: {{ {flag}: {{ default: on }} }}"
            : $"flags of this file: {string.Join(", ", known.Take(20))}{(known.Count > 20 ? ", …" : "")}";
        context.Error(
            DiagnosticKind.Reference,
            path,
            context.ValueAt(path),
            $"expected the name of a flag, found {Quoted.Text(flag)}",
            context.IsFull ? null : NearestName.Hint(flag, known) ?? some);
    }

    /// <summary>Reports conditions that name a service that does not exist, or one that never turns anything away.</summary>
    public static void Check(SystemModel model, ReadContext context)
    {
        var services = model.Services.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var flag in model.Flags)
        {
            var path = Paths.Flags.Key(flag.Name).Key("offWhen");
            if (flag.OffWhen?.Breaker is { } breaker && context.IsSound(path.Key("breaker")))
            {
                DependencyChecks.CheckName(context, path.Key("breaker"), breaker, services);
            }
            else if (flag.OffWhen?.Shedding is { } shedding && shedding != "*" && context.IsSound(path.Key("shedding")))
            {
                CheckShedding(model, shedding, services, context, path.Key("shedding"));
            }
        }
    }

    private static void CheckShedding(SystemModel model, string name, HashSet<string> services, ReadContext context, KeyPath path)
    {
        DependencyChecks.CheckName(context, path, name, services);
        if (context.IsSound(path) && context.IsSound(Paths.Services) && context.IsSound(Paths.Routes)
            && model.Services.First(s => s.Name == name).Bulkhead is null
            && !model.Routes.Any(r => r.Service == name && r.Bulkhead is not null))
        {
            context.Error(
                DiagnosticKind.Invalid,
                path,
                context.ValueAt(path),
                $"{Quoted.Text(name)} turns nothing away: it has no bulkhead",
                "add a bulkhead to the service, or write breaker");
        }
    }
}
