using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure.Console.Agreement;
using Perdure.Console.Api;
using Perdure.Console.Durability;
using Perdure.Console.Health;
using Perdure.Console.Nodes;
using Perdure.Console.Runbooks;
using Perdure.Console.Security;
using Perdure.Console.Security.Sessions;
using Perdure.Console.Serving;
using Perdure.Console.Stream;
using Perdure.Console.Web;
using Perdure.Model;

namespace Perdure.Console;

/// <summary>
/// The admin API on a listener of its own, apart from the traffic: health pages, what the node knows, and an operator's changes.
/// It reads nothing from the environment or the working directory, and the framework logs nothing through it.
/// Started once and stopped once; <see cref="UpdateTokens"/> may be called at any time from any thread.
/// </summary>
public sealed class AdminServer : IAsyncDisposable
{
    private readonly AdminGate _gate;
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _streamsEnd = new();
    private volatile bool _retiring;
    private int _disposed;

    /// <summary>Builds the server without opening its socket.</summary>
    /// <param name="admin">Address (port 0 for a free one) and tokens.</param>
    /// <param name="node">The node it shows and changes.</param>
    /// <param name="loggers">Where the audit lines go.</param>
    /// <param name="parts">What else it has pages for. Default: nothing.</param>
    public AdminServer(AdminModel admin, INodeView node, ILoggerFactory loggers, AdminParts? parts = null)
        : this(admin, node, loggers, parts ?? new AdminParts(), new AgreementLimits())
    {
    }

    /// <summary>With other limits, for tests.</summary>
    internal AdminServer(AdminModel admin, INodeView node, ILoggerFactory loggers, AdminParts parts, AgreementLimits limits)
    {
        ArgumentNullException.ThrowIfNull(admin);
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(loggers);
        var sessions = new SessionBook(parts.Time);
        _gate = new AdminGate(admin.Tokens, sessions);
        var log = loggers.CreateLogger("Perdure.Console");
        _app = Build(admin.Address, parts.Transport);
        Use(log);
        HealthPages.Map(_app, node);
        WebPages.Map(_app, parts.Web ?? WebContent.Embedded);
        new SessionApi(_gate, sessions, parts.Time, log).Map(_app);
        StatusApi.Map(_app, node);
        ActionApi.Map(_app, node, log);
        Map(parts, node, limits, log);
    }

    /// <summary>The address actually bound, once started.</summary>
    public IPEndPoint Endpoint
    {
        get
        {
            var addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
            var bound = addresses?.FirstOrDefault() ?? throw new InvalidOperationException("The admin server has not been started.");
            return IPEndPoint.Parse(new Uri(bound).Authority);
        }
    }

    /// <summary>Opens the socket. Throws <see cref="IOException"/> when the address is taken or cannot be bound.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _app.StartAsync(cancellationToken);

    /// <summary>Closes the socket; answers what is under way until <paramref name="cancellationToken"/> ends the wait.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    /// <summary>Puts other tokens in force, for every request from now on.</summary>
    public void UpdateTokens(ImmutableArray<AdminToken> tokens) => _gate.Update(tokens);

    /// <summary>Another process answers new connections: from now on every connection ends with its next answer, and streams at once.</summary>
    public void Retire()
    {
        _retiring = true;
        _streamsEnd.Cancel();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _streamsEnd.CancelAsync();
        await _app.DisposeAsync();
        _streamsEnd.Dispose();
    }

    private static WebApplication Build(IPEndPoint address, IConnectionListenerFactory? transport)
    {
        // The empty builder: the slim one would read appsettings.json of the working directory and ASPNETCORE_URLS.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Perdure.Console" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            AdminLimits.Apply(kestrel.Limits);
            kestrel.Listen(address, listen => listen.Protocols = HttpProtocols.Http1);
        });
        if (transport is not null)
            builder.Services.AddSingleton(transport);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, DetachedLifetime>();

        return builder.Build();
    }

    // What every request goes through before its page.
    private void Use(ILogger log)
    {
        var responses = new AdminResponses(log);
        _app.Use((RequestDelegate next) => context =>
        {
            if (_retiring)
                context.Response.Headers.Connection = "close";
            return next(context);
        });
        _app.Use((RequestDelegate next) => context => responses.InvokeAsync(context, next));
        _app.UseRouting();
        _app.Use((RequestDelegate next) => context => _gate.InvokeAsync(context, next));
        _app.Use((RequestDelegate next) => context => BodyLimit.ApplyAsync(context, next));
    }

    private void Map(AdminParts parts, INodeView node, AgreementLimits limits, ILogger log)
    {
        var stopping = _app.Lifetime.ApplicationStopping;
        stopping.Register(_streamsEnd.Cancel);
        var hub = new StreamHub(new StreamPicture(node, parts).Draw, parts.Stream, parts.Time, log, _streamsEnd.Token);
        new StreamApi(hub, _gate, parts.Stream, parts.Time, _streamsEnd.Token).Map(_app);
        if (parts.Traffic is { } traffic)
            TrafficApi.Map(_app, traffic);
        if (parts.Model is { } model)
            TopologyApi.Map(_app, node, model);
        if (parts.Shared is { } shared)
        {
            FlagApi.Map(_app, shared, log);
            ConfigurationApi.Map(_app, shared, log);
        }

        if (parts.Coordination is { } coordination)
            AgreementApi.Map(_app, coordination, limits, stopping);
        if (parts.Durability is { } durability)
            DurabilityApi.Map(_app, durability, limits, log, stopping);
        if (parts.Telemetry is { } telemetry)
            MetricsApi.Map(_app, telemetry);
        if (parts.Tap is { } tap)
            TapApi.Map(_app, tap, limits, _streamsEnd.Token);
        if (parts.Objectives is { } objectives)
            ObjectiveApi.Map(_app, objectives);
        if (parts.Alerts is { } alerts)
            AlertApi.Map(_app, node, alerts, log);
        if (parts.Events is { } events)
            EventApi.Map(_app, events);
        if (parts.Incidents is { } incidents)
            IncidentApi.Map(_app, node, incidents, log);
        if (parts.Runbooks is { } runbooks)
            RunbookApi.Map(_app, runbooks, new StepRunner(node, parts.Shared, parts.Alerts, parts.Durability, log), parts.Incidents, log);
    }
}
