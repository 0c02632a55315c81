using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Deferral;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Metering;
using Perdure.Gateway.Observing;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Stages;
using Perdure.Gateway.Tiers;
using Perdure.Gateway.Tracing;
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
        exchange.Notes.Interest = core.Observer?.Interest ?? RequestInterest.None;
        if (exchange.Notes.Interest != RequestInterest.None)
            TraceStart.Run(exchange, plan.Traces, core.TraceIds);
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
            outcome = Outcome.ClientGone;
            if (!exchange.Lifetime.RequestAborted.IsCancellationRequested)
            {
                GatewayLog.RequestFault(core.Log, exchange.RequestId, fault);
                outcome = Outcome.Failed(OutcomeKind.BadGateway, Problems.InternalError);
            }
        }
        finally
        {
            exchange.LeavePlaces();
        }

        Count(exchange, outcome);
        try
        {
            if (outcome.Problem is not null)
                await core.Problems.WriteAsync(exchange, outcome);
        }
        finally
        {
            if (exchange.Notes.Interest != RequestInterest.None)
                core.Observer!.OnEnded(exchange, outcome, core.Clock.NowUs);
        }
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
        route.Runtime.Meter?.OnStarted(exchange.Tier);
        Arrival.SetDeadline(exchange);
        return route.Chain.RunAsync(exchange);
    }

    private static Arrival ArrivalOf(GatewayCore core, ListenerModel model) => new(
        new TrustedProxies(model.TrustedProxies), model.TierHeader is { } header ? new TierHeader(header, core.Tiers) : null);

    private void Count(Exchange exchange, in Outcome outcome)
    {
        if (exchange.Route is not { } route)
        {
            // The page of deferred requests has no route either, and refuses nothing.
            if (outcome.Kind is OutcomeKind.NoRoute or OutcomeKind.BadRequest)
                core.Meters?.OnUnrouted(outcome.Kind == OutcomeKind.NoRoute);
            return;
        }

        var result = RequestResults.Of(outcome);
        Count(route.Service.Counters, result);
        if (route.Runtime.Meter is not { } meter)
            return;
        // What follows an upgrade may last for hours, and is no time to an answer.
        var upgraded = exchange.IsUpgrade && outcome.Kind == OutcomeKind.Answered && outcome.Status < 300;
        meter.OnEnded(exchange.Tier, result, upgraded ? -1 : core.Clock.NowUs - exchange.StartedUs);
    }

    private static void Count(ServiceCounters counters, RequestResult result)
    {
        switch (result)
        {
            case RequestResult.ClientGone:
                counters.OnClientGone();
                break;
            case RequestResult.Degraded:
                counters.OnDegraded();
                break;
            case RequestResult.Shed:
                counters.OnShed();
                break;
            case RequestResult.HeldBack:
                counters.OnHeldBack();
                break;
            case RequestResult.Failed:
                counters.OnFailed();
                break;
            default:
                counters.OnGood();
                break;
        }
    }
}
