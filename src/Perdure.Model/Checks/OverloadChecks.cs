using Perdure.Model.Reading;
using Perdure.Model.Shapes;

namespace Perdure.Model.Checks;

/// <summary>Limits that can't be meant, because something else always comes before them.</summary>
internal static class OverloadChecks
{
    public static void CheckService(ServiceModel service, ReadContext context, KeyPath path)
    {
        CheckQueue(service.Bulkhead, service, context, path.Key("bulkhead"));
        CheckHedge(service, context, path.Key("hedge"));
    }

    public static void CheckRoute(RouteModel route, SystemModel model, ReadContext context, KeyPath path)
    {
        CheckMethods(route, context, path.Key("cache"));
        if (route.Bulkhead is not { } own || model.Services.FirstOrDefault(s => s.Name == route.Service) is not { } service)
        {
            return;
        }

        var bulkhead = path.Key("bulkhead");
        CheckQueue(own, service, context, bulkhead);
        var max = bulkhead.Key("maxConcurrent");
        if (service.Bulkhead is { } whole && own.MaxConcurrent > whole.MaxConcurrent && context.Has(max) && context.IsSound(max)
            && context.IsSound(Paths.Services.Key(service.Name).Key("bulkhead")))
        {
            context.Warn(
                DiagnosticKind.Invalid,
                max,
                context.ValueAt(max),
                $"never reached: {Quoted.Text(service.Name)} takes {whole.MaxConcurrent} at once (bulkhead.maxConcurrent)",
                "lower it below that of the service");
        }
    }

    public static void CheckListener(ListenerModel listener, ReadContext context, KeyPath path)
    {
        var header = path.Key("tierHeader");
        if (listener.TierHeader is not null && listener.TrustedProxies.IsEmpty && context.IsSound(header) && context.IsSound(path.Key("trustedProxies")))
        {
            context.Warn(
                DiagnosticKind.Invalid, header, context.ValueAt(header), "believed of nobody: trustedProxies is empty", "add trustedProxies, or remove it");
        }
    }

    private static void CheckQueue(BulkheadModel? bulkhead, ServiceModel service, ReadContext context, KeyPath path)
    {
        var timeout = path.Key("queueTimeout");
        if (bulkhead is { MaxQueued: > 0 } && bulkhead.QueueTimeout >= service.Timeouts.Request && context.IsSound(path)
            && context.IsSound(Paths.Services.Key(service.Name).Key("timeouts")))
        {
            context.Error(
                DiagnosticKind.Invalid,
                timeout,
                context.ValueAt(timeout),
                $"expected less than timeouts.request, which is {Durations.Format(service.Timeouts.Request)}, found {Durations.Format(bulkhead.QueueTimeout)}",
                "lower queueTimeout: who waited that long has no time left to be answered");
        }
    }

    private static void CheckHedge(ServiceModel service, ReadContext context, KeyPath path)
    {
        if (service.Hedge is not { } hedge || !context.IsSound(path))
        {
            return;
        }

        if (hedge.After is { } after && after >= service.Timeouts.Attempt && context.IsSound(path.Parent!.Key("timeouts")))
        {
            context.Error(
                DiagnosticKind.Invalid,
                path.Key("after"),
                context.ValueAt(path.Key("after")),
                $"never sent: an attempt is given up after {Durations.Format(service.Timeouts.Attempt)} (timeouts.attempt)",
                "lower after, or write p95");
        }
        else if (service.Instances.Length == 1 && context.IsSound(path.Parent!.Key("instances")))
        {
            context.Warn(
                DiagnosticKind.Missing, path, context.KeyAt(path), "never sent: there is no second instance to send a copy to", "add an instance, or remove hedge");
        }
    }

    private static void CheckMethods(RouteModel route, ReadContext context, KeyPath path)
    {
        if (route.Cache is null || route.Match.Methods.IsEmpty || route.Match.Methods.Any(m => m is "GET" or "HEAD") || !context.IsSound(path.Parent!.Key("match")))
        {
            return;
        }

        context.Error(
            DiagnosticKind.Invalid,
            path,
            context.KeyAt(path),
            $"answers to {string.Join(", ", route.Match.Methods.Take(5))} can't be kept: only those to GET are",
            "remove cache, or add GET to match.methods");
    }
}
