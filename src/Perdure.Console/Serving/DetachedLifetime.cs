using Microsoft.Extensions.Hosting;

namespace Perdure.Console.Serving;

/// <summary>
/// Keeps the web host's hands off the signals: its own lifetime would stop the admin API at the first SIGTERM, when the probes
/// have yet to read that the node is no longer ready.
/// </summary>
internal sealed class DetachedLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
