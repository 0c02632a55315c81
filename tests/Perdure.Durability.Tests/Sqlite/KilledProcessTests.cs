using System.Globalization;
using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Killing;
using Perdure.Durability.Tests.Support;
using Xunit.Sdk;

namespace Perdure.Durability.Tests.Sqlite;

/// <summary>Real processes on one file, killed with SIGKILL while they work.</summary>
public sealed class KilledProcessTests : IDisposable
{
    // PERDURE_DURABLE_KILLS=n for a longer run.
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("PERDURE_DURABLE_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 20;

    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public KilledProcessTests() => _file = _folder.File("durable.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_process_loses_nothing_that_was_acknowledged()
    {
        var seed = Environment.ProcessId;
        var (random, judge) = (new Random(seed), new Judge());
        try
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                await using var worker = new TestProcess(TestHost.Command("work", _file, $"{kill}"));
                var lines = random.Next(600);
                await Eventually.Holds(() => worker.Lines.Count >= lines || worker.HasExited, $"the worker has said {lines} lines");
                Assert.False(worker.HasExited, "the worker ended by itself");
                await worker.KillAsync();
                await using var store = SqliteDurableStore.Open(_file, Patient.Options);
                await judge.LookAsync(store, worker.Lines);
            }

            // An hour later, when the leases of the dead have run out.
            await using var heir = SqliteDurableStore.Open(_file, Patient.Options with { Clock = new OffsetTime(TimeSpan.FromHours(1)) });
            await judge.DrainAsync(heir);
        }
        catch (XunitException e)
        {
            throw new InvalidOperationException($"seed {seed}, {judge.Acknowledged} acknowledgements: {e.Message}", e);
        }

        Assert.True(judge.Acknowledged > Kills * 50 && judge.Completed > Kills, $"only {judge.Acknowledged} acknowledgements and {judge.Completed} completions");
    }

    [Fact]
    public async Task Judge_finds_a_store_that_acknowledges_too_early()
    {
        for (var kill = 0; kill < 20; kill++)
        {
            await using var worker = new TestProcess(TestHost.Command("lie", _file, $"{kill}"));
            await Eventually.Holds(() => worker.Lines.Count > 100 || worker.HasExited, "the worker works");
            await worker.KillAsync();
            await using var store = SqliteDurableStore.Open(_file, Patient.Options);
            try
            {
                await new Judge().LookAsync(store, worker.Lines);
            }
            catch (XunitException e)
            {
                Assert.Contains("was acknowledged as completed and is", e.Message, StringComparison.Ordinal);
                return;
            }
        }

        Assert.Fail("the judge has found nothing");
    }

    [Theory]
    [InlineData("enqueued 0123456789abcdef0123456789abcdef 0/0/0")]
    [InlineData("completed 0123456789abcdef0123456789abcdef 0/0/0")]
    [InlineData("finished 0.0 1")]
    [InlineData("put job 7")]
    public async Task Judge_objects_to_an_acknowledgement_that_the_store_does_not_have(string line)
    {
        await using var store = SqliteDurableStore.Open(_file, Patient.Options);
        await new Judge().LookAsync(store, ["open"]);
        await Assert.ThrowsAnyAsync<Exception>(() => new Judge().LookAsync(store, [line]));
    }

    [Fact]
    public async Task File_of_another_process_is_refused_until_that_one_is_killed()
    {
        await using var holder = new TestProcess(TestHost.Command("hold", _file));
        await Eventually.Holds(() => holder.Lines.Contains("open") || holder.HasExited, "the other process has the file");
        var error = Assert.Throws<DurabilityException>(() => SqliteDurableStore.Open(_file, Patient.Options));
        Assert.Equal(DurabilityFailure.Unavailable, error.Failure);
        Assert.Contains(_file, error.Message, StringComparison.Ordinal);
        Assert.Contains("another process", error.Message, StringComparison.Ordinal);
        await holder.KillAsync();
        await using var heir = SqliteDurableStore.Open(_file, Patient.Options);
        Assert.Empty(await heir.Jobs.QueuesAsync(CancellationToken.None));
    }
}
