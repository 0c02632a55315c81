using Microsoft.Extensions.Logging;
using Perdure.Commands;
using Perdure.Durability.Postgres;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;
using Perdure.Model;
using Perdure.Nodes.Durability;
using Perdure.Tests.Support;

namespace Perdure.Tests.Nodes.Durability;

public sealed class PostgresDurabilityTests(NodePostgres postgres) : IClassFixture<NodePostgres>
{
    private const string Secret = "hunter2-hunter2";
    private readonly LinesLog _log = new();

    [PostgresFact]
    public async Task Store_on_a_server_is_opened_and_shown_without_its_secret()
    {
        await using var durability = Create("opened");
        await durability.StartAsync();
        await durability.Store!.Jobs.EnqueueAsync([new NewJob { Queue = "mail" }], CancellationToken.None);
        await Eventually.TrueAsync(() => durability.Status()!.Queues.Any(queue => queue.Pending == 1), () => "the job is not counted");

        var status = durability.Status()!;

        Assert.Equal(("postgres", "open", null), (status.Engine, status.State, status.Problem));
        Assert.Equal($"PostgreSQL 127.0.0.1:{postgres.Server.Port} database postgres schema opened", status.Location);
        Assert.Contains("fsync=off", status.Warning, StringComparison.Ordinal);
        Assert.True(durability.Check()!.Ok);
        await LogsAsync("durable-store-at-risk");
        Assert.All([.. _log.Lines, status.ToString()], text => Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task Server_that_is_away_is_waited_for_and_missed_again_when_it_goes()
    {
        postgres.Server.Kill();
        await using var durability = Create("awaited");
        await durability.StartAsync();

        var (status, check) = (durability.Status()!, durability.Check()!);
        await postgres.Server.StartAsync();
        await Eventually.TrueAsync(() => durability.Status()!.State == "open", () => durability.Problem ?? "not opened");
        postgres.Server.Kill();
        await Eventually.TrueAsync(() => durability.Status()!.State == "unavailable", () => "it is not missed");
        var (missed, problem) = (durability.Check()!, durability.Problem);
        await postgres.Server.StartAsync();
        await Eventually.TrueAsync(() => durability.Status() is { State: "open", Problem: null }, () => durability.Problem ?? "not back");

        Assert.Equal("unavailable", status.State);
        Assert.Contains("cannot be reached", status.Problem, StringComparison.Ordinal);
        Assert.Equal((false, true), (check.Ok, check.Advisory));
        Assert.Equal((false, true), (missed.Ok, missed.Advisory));
        Assert.NotNull(problem);
        await LogsAsync("durable-store-back");
        Assert.All([.. _log.Lines, status.ToString(), problem], text => Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task Store_of_a_newer_version_is_left_alone_and_the_node_does_not_start()
    {
        var place = new PostgresOptions { ConnectionString = postgres.Server.ConnectionString, Schema = "newer" };
        await (await PostgresDurableStore.OpenAsync(place, new DurableOptions(), CancellationToken.None)).DisposeAsync();
        await using var source = new Npgsql.NpgsqlDataSourceBuilder(postgres.Server.ConnectionString + ";Pooling=false").Build();
        await using (var command = source.CreateCommand("UPDATE newer.perdure_store SET format = 99"))
            await command.ExecuteNonQueryAsync();
        await using var durability = Create("newer");

        var refused = await Assert.ThrowsAsync<CommandException>(durability.StartAsync);

        Assert.Contains("newer version", refused.Message, StringComparison.Ordinal);
        Assert.Equal("refused", durability.Status()!.State);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Password=hunter2-hunter2;hunter2=x")]
    [InlineData("Host=127.0.0.1;Port=hunter2-hunter2")]
    [InlineData("Host=127.0.0.1;Search Path=No-Schema!")]
    public async Task Connection_that_cannot_be_meant_so_ends_the_start_without_showing_it(string connection)
    {
        await using var durability = new NodeDurability(() => ModelOf(connection), takesOver: false, TimeProvider.System, _log);

        var refused = await Assert.ThrowsAsync<CommandException>(durability.StartAsync);

        Assert.Contains("cannot open the durable store", refused.Message, StringComparison.Ordinal);
        Assert.All([refused.ToString(), durability.Status()!.ToString(), .. _log.Lines], text => Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal));
    }

    private NodeDurability Create(string schema) =>
        new(() => ModelOf($"{postgres.Server.ConnectionString};Password={Secret};Search Path={schema}"), takesOver: false, TimeProvider.System, _log);

    private Task LogsAsync(string name) => Eventually.TrueAsync(
        () => _log.Lines.Any(line => line.StartsWith(name, StringComparison.Ordinal)), () => $"{name} in {string.Join('\n', _log.Lines)}");

    private static SystemModel ModelOf(string connection) => new()
    {
        Name = "shop",
        Durability = new DurabilityModel { Engine = DurabilityEngine.Postgres, Connection = connection },
        Queues = [new QueueModel { Name = "mail" }],
    };

    private sealed class LinesLog : ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                    return [.. _lines];
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
                _lines.Add($"{eventId.Name} {formatter(state, exception)} {exception}");
        }
    }
}
