using System.Net;
using Perdure.Model.Reading;
using Perdure.Model.Shapes;

namespace Perdure.Model.Checks;

/// <summary>The instances of each service, and what they are promised against each other.</summary>
internal static class ServiceChecks
{
    public static void Check(SystemModel model, ReadContext context)
    {
        var listeners = model.Listeners.Where((_, i) => context.IsSound(Paths.Listeners.Item(i).Key("address"))).ToList();
        foreach (var service in model.Services)
        {
            var path = Paths.Services.Key(service.Name);
            var instances = path.Key("instances");
            Duplicates.Check(context, instances, service.Instances, "id", i => i.Id);
            Duplicates.Check(context, instances, service.Instances, "url", i => i.Url);
            CheckRoles(service, context, instances);
            CheckSlowCall(service, context, path);
            OverloadChecks.CheckService(service, context, path);
            for (var i = 0; i < service.Instances.Length; i++)
            {
                CheckInstance(listeners, service.Instances[i], context, instances.Item(i));
            }
        }

        DependencyChecks.Check(model, context);
    }

    private static void CheckRoles(ServiceModel service, ReadContext context, KeyPath instances)
    {
        if (!context.IsWrong(instances) && service.Instances.Length > 0
            && service.Instances.Select(
                (i, n) => i.Role == InstanceRole.Standby && context.IsSound(instances.Item(n).Key("role"))).All(standby => standby))
        {
            context.Error(
                DiagnosticKind.Invalid,
                instances,
                context.KeyAt(instances),
                "expected at least one active instance, found only standby ones",
                "remove role: standby from those that serve while all is well");
        }
    }

    private static void CheckSlowCall(ServiceModel service, ReadContext context, KeyPath path)
    {
        var slowCall = path.Key("circuitBreaker").Key("slowCall");
        var isSound = context.IsSound(slowCall) && context.IsSound(path.Key("timeouts"));
        if (isSound && service.CircuitBreaker.SlowCall > service.Timeouts.Attempt)
        {
            context.Warn(
                DiagnosticKind.Invalid,
                slowCall,
                context.ValueAt(slowCall),
                $"never reached: an attempt is given up after {Durations.Format(service.Timeouts.Attempt)} (timeouts.attempt)",
                "lower slowCall, or raise timeouts.attempt");
        }
    }

    private static void CheckInstance(List<ListenerModel> listeners, InstanceModel instance, ReadContext context, KeyPath path)
    {
        var url = path.Key("url");
        if (!context.Has(url) || !context.IsSound(url))
        {
            return;
        }

        if (instance.Process is not null && !instance.Url.IsLoopback)
        {
            context.Warn(
                DiagnosticKind.Invalid,
                url,
                context.ValueAt(url),
                "a process that Perdure runs is on this machine, but the url points to another",
                "use 127.0.0.1, or remove process");
        }

        var host = instance.Url.IsLoopback && instance.Url.HostNameType == UriHostNameType.Dns ? IPAddress.Loopback : null;
        if (host is null && !IPAddress.TryParse(instance.Url.DnsSafeHost, out host))
        {
            return;
        }

        var own = new IPEndPoint(host, instance.Url.Port);
        if (listeners.Find(l => IsReachedAt(l.Address, own)) is { } listener)
        {
            context.Error(
                DiagnosticKind.Invalid,
                url,
                context.ValueAt(url),
                $"expected an instance, found the listener {Quoted.Text(listener.Name)}: requests would go in a circle",
                "give the listener or the instance another port");
        }
    }

    /// <summary>
    /// An address of another machine may have the port of a listener that binds all addresses; only loopback is surely ours.
    /// </summary>
    private static bool IsReachedAt(IPEndPoint listener, IPEndPoint url) =>
        listener.Equals(url) ? url.Port != 0 : IPAddress.IsLoopback(url.Address) && EndPoints.Collide(listener, url);
}
