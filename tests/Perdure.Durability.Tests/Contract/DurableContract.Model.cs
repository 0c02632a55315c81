using Perdure.Durability.Storage;
using System.Globalization;
using Perdure.Durability.Tests.Model;

namespace Perdure.Durability.Tests.Contract;

public abstract partial class DurableContract
{
    // PERDURE_DURABLE_SEED=n repeats one history; PERDURE_DURABLE_HISTORIES=n makes more of them.
    private static readonly int FirstSeed = Setting("PERDURE_DURABLE_SEED", 0);

    /// <summary>How many random histories are compared with the model.</summary>
    protected virtual int Histories => Setting("PERDURE_DURABLE_HISTORIES", FirstSeed == 0 ? 15 : 1);

    /// <summary>The steps of each.</summary>
    protected virtual int HistorySteps => 150;

    /// <summary>A number from the environment.</summary>
    protected static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    [Fact]
    public async Task Random_histories_are_those_of_the_model()
    {
        var options = Options with { QueueDepthMax = 20, DeadRetention = TimeSpan.FromSeconds(30), DoneRetention = TimeSpan.FromSeconds(10), IdempotencyRetention = TimeSpan.FromSeconds(10), FencingRetention = TimeSpan.FromSeconds(10) };
        for (var i = 0; i < Histories; i++)
        {
            var seed = FirstSeed == 0 ? 1_000 + i : FirstSeed + i;
            await EmptyAsync(options);
            var history = new RandomHistory(seed, Store, new ModelStore(options), Time);
            try
            {
                await history.RunAsync(HistorySteps);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed} (PERDURE_DURABLE_SEED={seed}), after\n{string.Join('\n', history.Log)}\n{e.Message}", e);
            }
        }
    }

    /// <summary>Opens an empty store in place of the present one.</summary>
    private async Task EmptyAsync(DurableOptions options)
    {
        await Store.DisposeAsync();
        await CleanUpAsync();
        _store = await OpenAsync(options);
    }
}
