using System.Globalization;
using Perdure.Durability.Tests.Killing;
using Perdure.Durability.Tests.Support;
using Xunit.Sdk;

namespace Perdure.Durability.Tests.Postgres;

/// <summary>Two real processes at a time that claim from one store, killed with SIGKILL while they work.</summary>
[Collection("postgres")]
public sealed class KilledNodesTests(PostgresFixture postgres)
{
    // PERDURE_DURABLE_KILLS=n for a longer run.
    private static readonly int Rounds =
        int.TryParse(Environment.GetEnvironmentVariable("PERDURE_DURABLE_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 5;

    private readonly string _schema = PostgresFixture.NewSchema();

    [PostgresFact]
    public async Task Killed_nodes_lose_nothing_that_was_acknowledged_and_no_job_is_completed_twice()
    {
        var seed = Environment.ProcessId;
        var (random, judge) = (new Random(seed), new Judge());
        // The first look is at an empty store.
        await using (await postgres.OpenAsync(_schema))
        {
        }

        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                await using var one = Start(2 * round);
                await using var two = Start((2 * round) + 1);
                foreach (var node in new[] { one, two })
                {
                    var lines = 20 + random.Next(400);
                    await Eventually.Holds(() => node.Lines.Count >= lines || node.HasExited, $"a node has said {lines} lines");
                    Assert.False(node.HasExited, $"a node ended by itself: {node.Errors}");
                }

                foreach (var node in round % 2 == 0 ? new[] { one, two } : [two, one]) await node.KillAsync();
                // What a node had sent when it was killed may be done yet; the judge looks when it is.
                await Eventually.Holds(async () => await postgres.DoAsync("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'perdure'") is 0L, "the sessions of the killed nodes have ended");
                await using var store = await postgres.OpenAsync(_schema);
                await judge.LookAsync(store, one.Lines.Concat(two.Lines));
            }

            // An hour later, when the leases of the dead have run out.
            await using var heir = await postgres.OpenAsync(_schema, Patient.Options with { Clock = new OffsetTime(TimeSpan.FromHours(1)) });
            await judge.DrainAsync(heir);
        }
        catch (XunitException e)
        {
            throw new InvalidOperationException($"seed {seed}, {judge.Acknowledged} acknowledgements: {e.Message}", e);
        }

        Assert.True(judge.Acknowledged > Rounds * 50 && judge.Completed > Rounds, $"only {judge.Acknowledged} acknowledgements and {judge.Completed} completions");
    }

    private TestProcess Start(int run) =>
        new(TestHost.Command("work-postgres", postgres.Server.ConnectionString, _schema, run.ToString(CultureInfo.InvariantCulture)));
}
