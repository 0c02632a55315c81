using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Deferral;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Stages;
using Perdure.Gateway.Tiers;
using Perdure.Model;

namespace Perdure.Gateway.Hosting;

/// <summary>What the server calls for each request of one listener: arrival, route, chain, and an answer in every case.</summary>
internal sealed class GatewayApplication(GatewayCore core, ListenerModel listener) : IHttpApplication<Exchange>
{
    private Arrival _arrival = ArrivalOf(core, listener);

    /// <summary>Other trusted addresses and another header of tiers, for requests to come.</summary>
    public void Change(ListenerModel model) => _arrival = ArrivalOf(core, model);

    public Exchange CreateContext(IFeatureCollection contextFeatures)
    {
        Exchange exchange;
        if (contextFeatures is IHostContextContainer<Exchange> container)
            exchange = container.HostContext ??= core.NewExchange();
        else
            exchange = core.NewExchange();
        exchange.Begin(contextFeatures);
        return exchange;
    }

    public void DisposeContext(Exchange context, Exception? exception) => context.End();

    public Task ProcessRequestAsync(Exchange context)
    {
        core.Entered();
        var running = RunAsync(context, core.Plan);
        if (running.IsCompletedSuccessfully)
        {
            core.Left();
            return Task.CompletedTask;
        }

        return AwaitAsync(running);
    }

    private async Task AwaitAsync(ValueTask running)
    {
        try
        {
            await running;
        }
        finally
        {
            core.Left();
        }
    }

    private async ValueTask RunAsync(Exchange exchange, GatewayPlan plan)
    {
        exchange.Closing = false;
        if (core.State != GatewayState.Ready)
        {
            exchange.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            // HTTP/2 says it by GOAWAY and knows no such field.
            exchange.Closing = exchange.Request.Protocol.StartsWith("HTTP/1", StringComparison.Ordinal);
        }

        Outcome outcome;
        try
        {
            outcome = await DispatchAsync(exchange, plan);
        }
        catch (Exception fault)
        {
            if (exchange.Lifetime.RequestAborted.IsCancellationRequested)
                return;
            GatewayLog.RequestFault(core.Log, exchange.RequestId, fault);
            outcome = Outcome.Failed(OutcomeKind.BadGateway, Problems.InternalError);
        }
        finally
        {
            exchange.LeavePlaces();
        }

        Count(exchange, outcome);
        if (outcome.Problem is not null)
            await core.Problems.WriteAsync(exchange, outcome);
    }

    private ValueTask<Outcome> DispatchAsync(Exchange exchange, GatewayPlan plan)
    {
        if (_arrival.Read(exchange) is { } problem)
            return new ValueTask<Outcome>(Outcome.Failed(OutcomeKind.BadRequest, problem));
        if (plan.KeepsRequests && DeferredPage.Takes(exchange))
            return new DeferredPage(core).AnswerAsync(exchange);
        if (plan.Routes.Find(exchange) is not { } route)
            return new ValueTask<Outcome>(Outcome.Failed(OutcomeKind.NoRoute, Answers.Problems.NoRoute));
        exchange.Route = route;
        exchange.Service = route.Service;
        route.Service.Counters.OnRequest();
        exchange.Tier = exchange.SaidTier ?? route.Tier;
        exchange.Users = plan.Users;
        core.Tiers.OnRequest(exchange.Tier);
        Arrival.SetDeadline(exchange);
        return route.Chain.RunAsync(exchange);
    }

    private static Arrival ArrivalOf(GatewayCore core, ListenerModel model) => new(
        new TrustedProxies(model.TrustedProxies), model.TierHeader is { } header ? new TierHeader(header, core.Tiers) : null);

    private static void Count(Exchange exchange, in Outcome outcome)
    {
        if (exchange.Route?.Service.Counters is not { } counters)
            return;
        if (outcome.Kind == OutcomeKind.ClientGone)
            counters.OnClientGone();
        else if (outcome.Kind == OutcomeKind.Degraded && outcome.Status < 500)
            counters.OnDegraded();
        else if (outcome.Kind == OutcomeKind.Shed)
            counters.OnShed();
        else if (outcome.Kind is OutcomeKind.Limited or OutcomeKind.FlaggedOff or OutcomeKind.NotCached or OutcomeKind.KeyRefused or OutcomeKind.NotDurable)
            counters.OnHeldBack();
        else if (outcome.Kind == OutcomeKind.CutShort || outcome.Status >= 500)
            counters.OnFailed();
        else
            counters.OnGood();
    }
}
