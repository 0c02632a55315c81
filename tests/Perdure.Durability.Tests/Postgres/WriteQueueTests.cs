using System.Collections.Concurrent;
using Npgsql;
using Perdure.Durability.Postgres;
using Perdure.Durability.Postgres.Lanes;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Postgres;

public sealed class WriteQueueTests
{
    [Fact]
    public async Task Answer_that_comes_while_the_time_out_is_being_told_is_the_answer()
    {
        var (patience, options) = (new ManualTime(), new DurableOptions());
        // Nobody listens there, so the lanes don't answer; the test does.
        await using var place = new PostgresPlace(new PostgresOptions { ConnectionString = "Host=127.0.0.1;Port=1" }, options) { Patience = patience };
        await using var queue = new WriteQueue(place);
        var (write, caller) = (new AnsweredByHand(), new HeldUp());
        var call = caller.Do(() => queue.DoAsync(write, CancellationToken.None));

        patience.Advance(options.Timeout);
        write.Result = 7;
        write.Succeed();
        caller.GoOn();

        Assert.Equal(7, await call);
    }

    private sealed class AnsweredByHand : PostgresWriteOf<int>
    {
        public override WriteStep NewStep(PostgresPlace place) => new Nothing();

        public override void Fail(Exception error)
        {
        }
    }

    private sealed class Nothing : WriteStep
    {
        public override bool TryAdd(PostgresWrite write) => true;

        public override void Write(NpgsqlBatch batch, long nowMs)
        {
        }
    }

    // A caller whose thread is busy elsewhere when something has come for it.
    private sealed class HeldUp : SynchronizationContext
    {
        private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _held = new();

        public override void Post(SendOrPostCallback d, object? state) => _held.Enqueue((d, state));

        public Task<T> Do<T>(Func<Task<T>> call)
        {
            var before = Current;
            SetSynchronizationContext(this);
            try
            {
                return call();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }

        public void GoOn()
        {
            while (_held.TryDequeue(out var held)) held.Callback(held.State);
        }
    }
}
