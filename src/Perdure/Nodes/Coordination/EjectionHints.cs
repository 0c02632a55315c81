using System.Text.Json;
using System.Threading.Channels;
using Perdure.Coordination.Sessions;
using Perdure.Coordination.Shared;
using Perdure.Coordination.Storage;
using Perdure.Resilience.Pools;

namespace Perdure.Nodes.Coordination;

/// <summary>
/// Tells the other nodes which instances outlier detection has ejected here, and takes in what they tell: hints, never orders. Best effort:
/// what cannot be told just now is not told, and hints go away with the lease of the node that gave them.
/// </summary>
internal sealed class EjectionHints : IAsyncDisposable
{
    /// <summary>How long a hint counts without being seen again.</summary>
    public static readonly TimeSpan Lasting = TimeSpan.FromSeconds(10);

    private const string Prefix = "hints/ejections/";
    private const int WaitingMax = 256;
    private static readonly TimeSpan RepeatEvery = TimeSpan.FromSeconds(4);

    // The oldest goes when they come faster than the store takes them: hints are about now.
    private readonly Channel<PoolEvent> _events = Channel.CreateBounded<PoolEvent>(
        new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly CancellationTokenSource _stop = new();
    private ICoordinator? _coordinator;
    private Mirror? _mirror;
    private Task _running = Task.CompletedTask;

    /// <summary>Takes in what happened to an instance here; from any thread, returns at once.</summary>
    public void Observe(PoolEvent happened)
    {
        if (happened.Kind is PoolEventKind.Readmitted || (happened.Kind is PoolEventKind.Ejected && happened.Why != ServicePool.ByOperator))
            _events.Writer.TryWrite(happened);
    }

    /// <summary>Begins to tell and to listen.</summary>
    /// <param name="coordinator">The store.</param>
    /// <param name="session">Whose lease the hints hang on.</param>
    /// <param name="node">This node.</param>
    /// <param name="hint">Takes a hint of another node in: service, instance and for how long.</param>
    /// <param name="time">The clock of the repetitions.</param>
    public void Start(ICoordinator coordinator, Session session, string node, Action<string, string, TimeSpan> hint, TimeProvider time)
    {
        _coordinator = coordinator;
        _mirror = Mirror.Start(coordinator, Prefix);
        _running = Task.WhenAll(Task.Run(() => TellAsync(session, node, time)), Task.Run(() => ListenAsync(_mirror, node, hint, time)));
    }

    /// <summary>Service and instance of a hint's key, when it is one of another node; otherwise null.</summary>
    public static (string Service, string Instance)? Read(string key, string node) =>
        key.StartsWith(Prefix, StringComparison.Ordinal) && key[Prefix.Length..].Split('/') is [var service, var instance, var from] && from != node
            ? (service, instance)
            : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _events.Writer.TryComplete();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_mirror is not null)
            await _mirror.DisposeAsync();
        _stop.Dispose();
    }

    private async Task TellAsync(Session session, string node, TimeProvider time)
    {
        await foreach (var happened in _events.Reader.ReadAllAsync(_stop.Token))
        {
            var key = $"{Prefix}{happened.Service}/{happened.Instance}/{node}";
            var lease = session.Lease;
            if (lease == 0)
                continue;
            var value = JsonSerializer.SerializeToUtf8Bytes(new EjectionHint(happened.Why, time.GetUtcNow()), NodeJson.Default.EjectionHint);
            var step = happened.Kind == PoolEventKind.Ejected ? Operation.Put(key, value, lease) : Operation.Delete(key);
            try
            {
                await _coordinator!.CommitAsync(new Transaction { Then = [step] }, _stop.Token);
            }
            catch (CoordinationException)
            {
                // Only a hint: the others find out for themselves, a little later.
            }
        }
    }

    private async Task ListenAsync(Mirror mirror, string node, Action<string, string, TimeSpan> hint, TimeProvider time)
    {
        mirror.Changed += change => Take(change.Current.Keys);
        while (true)
        {
            await Task.Delay(RepeatEvery, time, _stop.Token);
            if (mirror.Fresh)
                Take(mirror.Current.Keys);
        }

        void Take(IEnumerable<string> keys)
        {
            foreach (var key in keys)
            {
                if (Read(key, node) is var (service, instance))
                    hint(service, instance, Lasting);
            }
        }
    }
}
