using System.Net;
using Perdure.Model.Reading;

namespace Perdure.Model.Checks;

/// <summary>The store and the way to it.</summary>
internal static class CoordinationChecks
{
    public static void Check(SystemModel model, ReadContext context)
    {
        var coordination = model.Coordination;
        var endpoints = Paths.Coordination.Key("endpoints");
        if (!context.IsSound(endpoints) || coordination.Engine != CoordinationEngine.Etcd)
        {
            return;
        }

        var https = coordination.Endpoints.Count(e => e.Scheme == Uri.UriSchemeHttps);
        if (https > 0 && https < coordination.Endpoints.Length)
        {
            context.Error(
                DiagnosticKind.Invalid, endpoints, context.ValueAt(endpoints), "expected one scheme for all, found http and https", "they are one cluster");
        }

        CheckCa(coordination, context, https);
        CheckPassword(coordination, context);
        CheckPeers(model, context);
    }

    private static void CheckCa(CoordinationModel coordination, ReadContext context, int https)
    {
        var ca = Paths.Coordination.Key("tls").Key("ca");
        if (https == 0 && coordination.CaPath is not null && coordination.CertificatePath is null && context.IsSound(ca))
        {
            context.Warn(
                DiagnosticKind.Invalid, ca, context.ValueAt(ca), "never used: the endpoints are http, and the nodes have no certificate", "write https endpoints");
        }
    }

    private static void CheckPassword(CoordinationModel coordination, ReadContext context)
    {
        var password = Paths.Coordination.Key("password");
        if (coordination.Password is null || !context.IsSound(password))
        {
            return;
        }

        var clear = coordination.Endpoints.FirstOrDefault(e => e.Scheme == Uri.UriSchemeHttp && !e.IsLoopback);
        if (clear is not null)
        {
            context.Warn(
                DiagnosticKind.Invalid,
                password,
                context.ValueAt(password),
                $"it crosses the network in clear text on its way to {clear.GetLeftPart(UriPartial.Authority)}",
                "write https endpoints");
        }
    }

    /// <summary>A limit of all nodes together needs the nodes to reach each other.</summary>
    private static void CheckPeers(SystemModel model, ReadContext context)
    {
        var address = Paths.Coordination.Key("peers").Key("address");
        var isShared = model.Coordination.Endpoints.Any(e => !e.IsLoopback);
        var limited = Array.FindIndex([.. model.Routes], r => r.RateLimit?.Scope == RateLimitScope.Cluster);
        if (!isShared || limited < 0 || !context.IsSound(address) || !IPAddress.IsLoopback(model.Coordination.Peers.Address.Address))
        {
            return;
        }

        var scope = Paths.Routes.Item(limited).Key("rateLimit").Key("scope");
        context.Warn(
            DiagnosticKind.Invalid,
            scope,
            context.ValueAt(scope),
            $"nodes on other machines can't reach coordination.peers.address ({model.Coordination.Peers.Address}), so each would allow its share only",
            "set coordination.peers.address to an address that they reach");
    }
}
