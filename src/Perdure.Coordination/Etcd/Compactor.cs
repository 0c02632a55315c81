using Perdure.Coordination.Etcd.Protocol;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Etcd;

/// <summary>
/// Lets etcd forget what its keys held longer ago than <see cref="EtcdOptions.CompactAfter"/>. Without it every revision stays for ever: each renewal
/// of a leader is one, and in months they would fill etcd, which then takes no more writes. Every node does it; who comes second is told so.
/// </summary>
internal sealed class Compactor : IAsyncDisposable
{
    private readonly EtcdOptions _options;
    private readonly Func<CancellationToken, ValueTask<long>> _revision;
    private readonly Func<CompactionRequest, CancellationToken, ValueTask> _compact;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _loop;
    private string? _told;

    /// <summary>Begins.</summary>
    /// <param name="options">How long history is kept, and the clock.</param>
    /// <param name="revision">Asks for the store's revision.</param>
    /// <param name="compact">Makes the call.</param>
    public Compactor(EtcdOptions options, Func<CancellationToken, ValueTask<long>> revision, Func<CompactionRequest, CancellationToken, ValueTask> compact)
    {
        (_options, _revision, _compact) = (options, revision, compact);
        _loop = options.CompactAfter > TimeSpan.Zero ? Task.Run(LoopAsync) : Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task LoopAsync()
    {
        // What is older than this revision was old already when it was noted.
        var noted = 0L;
        while (true)
        {
            try
            {
                if (noted > 0) await _compact(new CompactionRequest { Revision = noted }, _closing.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is CoordinationException or OperationCanceledException)
            {
                Tell(e);
            }

            try
            {
                noted = await _revision(_closing.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is CoordinationException or OperationCanceledException)
            {
                // The store is lost, which others tell; the revision that was noted is only older by then.
            }

            await Task.Delay(_options.CompactAfter, _options.Clock, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_closing.IsCancellationRequested) return;
        }
    }

    // Once: whoever does not let us has been told, and another node may have done it before.
    private void Tell(Exception refused)
    {
        if (refused is not CoordinationException { IsTransient: false, Failure: not (CoordinationFailure.Compacted or CoordinationFailure.Closed) } no || no.Message == _told) return;
        _told = no.Message;
        _options.Log.CompactionRefused(no.Message);
    }
}
