using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Perdure.Durability.Torture.Service;

/// <summary>
/// The service behind the gateways: <c>POST /effects</c> with an id and a key does something once for each key, <c>GET /effects/KEY</c> tells whether
/// it did. It keeps every execution. It lives in the torture's own process, as it is the one thing that is never killed. Thread-safe.
/// </summary>
internal sealed class LedgerService(int port, bool forgetful, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan WorkTime = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _keys = [];
    private readonly List<Execution> _executions = [];
    private TaskCompletionSource _moodChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ServiceMood _mood;
    private WebApplication? _app;

    /// <summary>Where it is.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{port}");

    /// <summary>Everything that it did so far.</summary>
    public IReadOnlyList<Execution> Executions
    {
        get
        {
            lock (_lock)
                return [.. _executions];
        }
    }

    /// <summary>Treats requests otherwise from now on. Not to be called twice at a time.</summary>
    public async Task BecomeAsync(ServiceMood mood)
    {
        _mood = mood;
        Interlocked.Exchange(ref _moodChanged, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        if (mood == ServiceMood.Dead)
            await StopAsync();
        else if (_app is null)
            await StartAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _moodChanged.TrySetResult();
        await StopAsync();
    }

    private async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeout);
        _app = builder.Build();
        _app.MapPost("/effects", DoAsync);
        _app.MapGet("/effects/{key}", (string key) => Knows(key) ? Results.Ok(new { key }) : Results.NotFound());
        await _app.StartAsync();
    }

    private async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is { } app)
            await app.DisposeAsync();
    }

    private async Task DoAsync(HttpContext context)
    {
        var (mood, changed) = (_mood, _moodChanged.Task);
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var id = body.RootElement.GetProperty("id").GetString()!;
        string? key = context.Request.Headers["Idempotency-Key"], attempt = context.Request.Headers["Perdure-Attempt"];
        switch (mood)
        {
            case ServiceMood.Refusing or ServiceMood.Dead:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            case ServiceMood.Hanging:
                await changed;
                break;
        }

        var tookEffect = Execute(id, key, attempt);
        if (mood == ServiceMood.Speechless)
        {
            context.Abort();
            return;
        }

        await Task.Delay(WorkTime, time);
        await context.Response.WriteAsJsonAsync(new { id, tookEffect });
    }

    private bool Execute(string id, string? key, string? attempt)
    {
        lock (_lock)
        {
            var isNew = key is null || _keys.Add(key) || forgetful;
            _executions.Add(new Execution(id, key, attempt, isNew));
            return isNew;
        }
    }

    private bool Knows(string key)
    {
        lock (_lock)
            return _keys.Contains(key) || _keys.Contains($"\"{key}\"");
    }
}
