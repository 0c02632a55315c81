using Perdure.Durability.Postgres;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Postgres;

/// <summary>How the tables come to be, and which are left alone.</summary>
[Collection("postgres")]
public sealed class PostgresSchemaTests(PostgresFixture postgres)
{
    private readonly string _schema = PostgresFixture.NewSchema();

    private PostgresOptions Place => new() { ConnectionString = postgres.Server.ConnectionString, Schema = _schema, ConnectTimeout = Patient.For };

    [PostgresFact]
    public async Task Nodes_that_start_together_make_the_tables_once()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => postgres.OpenAsync(_schema)));
        await Task.WhenAll(stores.Select(store => store.Jobs.EnqueueAsync([new NewJob { Queue = "q" }], CancellationToken.None).AsTask()));
        Assert.Equal(6, Assert.Single(await stores[0].Jobs.QueuesAsync(CancellationToken.None)).Pending);
        foreach (var store in stores) await store.DisposeAsync();
    }

    [PostgresFact]
    public async Task Older_store_is_brought_up_and_then_refused_by_the_older_version()
    {
        await using (var old = await postgres.OpenAsync(_schema)) await old.Jobs.EnqueueAsync([new NewJob { Queue = "q" }], CancellationToken.None);
        string[] steps = [.. PostgresSchema.Steps, "ALTER TABLE job ADD COLUMN shade int"];
        await using (var fresh = await PostgresDurableStore.OpenAsync(Place, Patient.Options, steps, CancellationToken.None))
            Assert.Single(await fresh.Jobs.ClaimAsync("q", 9, TimeSpan.FromSeconds(9), "w", CancellationToken.None));
        var error = await Assert.ThrowsAsync<DurabilityException>(() => postgres.OpenAsync(_schema));
        Assert.Equal(DurabilityFailure.Incompatible, error.Failure);
        Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Step_that_takes_longer_than_a_call_may_is_done_and_waited_for_by_other_nodes()
    {
        // All else of the opening is bounded by the time of a call: on a busy machine by a longer one, in another schema.
        foreach (var (callSeconds, schema) in new[] { (2, _schema), (20, PostgresFixture.NewSchema()) })
        {
            var options = new DurableOptions { Timeout = TimeSpan.FromSeconds(callSeconds) };
            string[] steps = [.. PostgresSchema.Steps, $"SELECT pg_sleep({callSeconds + 1})"];
            var opening = Enumerable.Range(0, 2).Select(_ => PostgresDurableStore.OpenAsync(Place with { Schema = schema }, options, steps, CancellationToken.None)).ToList();
            try
            {
                foreach (var store in await Task.WhenAll(opening)) await store.DisposeAsync();
                return;
            }
            catch (DurabilityException) when (callSeconds == 2)
            {
                foreach (var each in opening.Where(each => each.IsCompletedSuccessfully)) await (await each).DisposeAsync();
            }
        }
    }

    [PostgresFact]
    public async Task Step_that_fails_leaves_the_store_as_it_was()
    {
        await using (await postgres.OpenAsync(_schema))
        {
        }

        string[] steps = [.. PostgresSchema.Steps, "ALTER TABLE job ADD COLUMN shade int", "ALTER TABLE nowhere ADD COLUMN shade int"];
        await Assert.ThrowsAsync<DurabilityException>(() => PostgresDurableStore.OpenAsync(Place, Patient.Options, steps, CancellationToken.None));
        await using var store = await postgres.OpenAsync(_schema);
        Assert.Equal(0L, await postgres.DoAsync($"SELECT count(*) FROM information_schema.columns WHERE table_schema = '{_schema}' AND column_name = 'shade'"));
    }

    [PostgresFact]
    public async Task Schema_of_another_program_is_left_alone()
    {
        await postgres.DoAsync($"CREATE SCHEMA {_schema}; CREATE TABLE {_schema}.theirs(a int)");
        var error = await Assert.ThrowsAsync<DurabilityException>(() => postgres.OpenAsync(_schema));
        Assert.Equal(DurabilityFailure.Incompatible, error.Failure);
        Assert.Contains(_schema, error.Message, StringComparison.Ordinal);
        Assert.Equal(1L, await postgres.DoAsync($"SELECT count(*) FROM pg_class WHERE relnamespace = '{_schema}'::regnamespace"));
    }

    [PostgresFact]
    public async Task User_without_rights_is_told_so()
    {
        await postgres.DoAsync("DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN");
        var place = Place with { ConnectionString = postgres.Server.ConnectionString.Replace("Username=perdure", "Username=guest", StringComparison.Ordinal) };
        var error = await Assert.ThrowsAsync<DurabilityException>(() => PostgresDurableStore.OpenAsync(place, Patient.Options, CancellationToken.None));
        Assert.Equal(DurabilityFailure.Unavailable, error.Failure);
        Assert.Contains("right to create the schema", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Perdure")]
    [InlineData("a\"; DROP TABLE job; --")]
    [InlineData("1a")]
    [InlineData("pg_mine")]
    public async Task Name_that_can_be_no_schema_is_refused(string schema)
    {
        var place = new PostgresOptions { ConnectionString = "Host=localhost", Schema = schema };
        var error = await Assert.ThrowsAsync<DurabilityException>(() => PostgresDurableStore.OpenAsync(place, Patient.Options, CancellationToken.None));
        Assert.Equal(DurabilityFailure.Invalid, error.Failure);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Username=x")]
    [InlineData("Host=h;Frobnicate=1")]
    public async Task Connection_string_that_cannot_be_meant_so_is_refused(string text)
    {
        var error = await Assert.ThrowsAsync<DurabilityException>(
            () => PostgresDurableStore.OpenAsync(new PostgresOptions { ConnectionString = text }, Patient.Options, CancellationToken.None));
        Assert.Equal(DurabilityFailure.Invalid, error.Failure);
    }

    [PostgresFact]
    public async Task Location_names_the_place_and_never_the_password()
    {
        await using var store = await postgres.OpenAsync(_schema, with: place => place with { ConnectionString = place.ConnectionString + ";Password=hush" });
        Assert.Contains(_schema, store.Location, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", store.Location, StringComparison.Ordinal);
    }
}
