using Perdure.Model.Reading;

namespace Perdure.Model.Checks;

/// <summary>What services depend on: it exists, and nothing depends on itself.</summary>
internal static class DependencyChecks
{
    public static void Check(SystemModel model, ReadContext context)
    {
        var services = new Dictionary<string, ServiceModel>(StringComparer.Ordinal);
        foreach (var service in model.Services)
        {
            services.TryAdd(service.Name, service);
        }

        foreach (var service in model.Services)
        {
            for (var i = 0; i < service.DependsOn.Length; i++)
            {
                CheckName(context, Item(service, i), service.DependsOn[i], services.Keys);
            }
        }

        // Depth first; a service that is met again while it is still open closes a circle.
        var open = new List<string>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var service in model.Services)
        {
            Visit(service, services, open, done, context);
        }
    }

    /// <summary>Reports a name that is not one of the file's services.</summary>
    public static void CheckName(ReadContext context, KeyPath path, string name, IReadOnlyCollection<string> known)
    {
        var isRefused = context.IsWrong(Paths.Services) || context.IsWrong(Paths.Services.Key(name));
        if (!known.Contains(name) && !isRefused && context.IsSound(path))
        {
            var some = string.Join(", ", known.Take(20)) + (known.Count > 20 ? ", …" : "");
            var hint = context.IsFull ? null : NearestName.Hint(name, known) ?? $"services of this file: {some}";
            context.Error(
                DiagnosticKind.Reference, path, context.ValueAt(path), $"expected the name of a service, found {Quoted.Text(name)}", hint);
        }
    }

    private static void Visit(
        ServiceModel service, Dictionary<string, ServiceModel> services, List<string> open, HashSet<string> done, ReadContext context)
    {
        if (!done.Add(service.Name))
        {
            return;
        }

        open.Add(service.Name);
        for (var i = 0; i < service.DependsOn.Length; i++)
        {
            var path = Item(service, i);
            if (!context.IsSound(path) || !services.TryGetValue(service.DependsOn[i], out var needed))
            {
                continue;
            }

            if (open.IndexOf(needed.Name) is >= 0 and var start)
            {
                var circle = string.Join(" → ", open.Skip(start).Append(needed.Name));
                context.Error(
                    DiagnosticKind.Reference,
                    path,
                    context.ValueAt(path),
                    $"services depend on each other in a circle: {circle}",
                    "remove one of these dependencies");
            }
            else
            {
                Visit(needed, services, open, done, context);
            }
        }

        open.RemoveAt(open.Count - 1);
    }

    private static KeyPath Item(ServiceModel service, int index) => Paths.Services.Key(service.Name).Key("dependsOn").Item(index);
}
