using Perdure.Gateway.Tests.Support;

namespace Perdure.Gateway.Tests.Admission;

/// <summary>Holds every request until it is told to let go; from then on it answers at once.</summary>
internal sealed class HeldBackend : IAsyncDisposable
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestBackend _backend = null!;
    private int _held;
    private int _mostHeld;

    public Uri Url => _backend.Url;

    public int Requests => _backend.Requests;

    /// <summary>The most that it had at once.</summary>
    public int MostHeld => Volatile.Read(ref _mostHeld);

    public static async Task<HeldBackend> StartAsync()
    {
        var held = new HeldBackend();
        held._backend = await TestBackend.StartAsync(async context =>
        {
            var now = Interlocked.Increment(ref held._held);
            if (now > held._mostHeld)
                held._mostHeld = now;
            await held._released.Task.WaitAsync(context.RequestAborted);
            Interlocked.Decrement(ref held._held);
        });
        return held;
    }

    public Task HoldsAsync(int count) => Eventually.Async(() => Volatile.Read(ref _held) == count, $"{count} requests are there");

    public void Release() => _released.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _backend.DisposeAsync();
    }
}
