using Npgsql;
using Perdure.Durability.Postgres.Jobs;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Lanes;

/// <summary>A schema of a server, and the connections to it. Thread-safe.</summary>
internal sealed class PostgresPlace : IAsyncDisposable
{
    private readonly NpgsqlDataSource _reads;
    private readonly NpgsqlDataSource _writes;
    private volatile bool _prepared;
    private readonly IReadOnlyList<string> _steps;

    /// <summary>Notes where it is; nothing is opened.</summary>
    /// <exception cref="DurabilityException"><see cref="DurabilityFailure.Invalid"/>: the connection string or the schema cannot be meant so.</exception>
    public PostgresPlace(PostgresOptions options, DurableOptions store, IReadOnlyList<string>? steps = null)
    {
        if (!PostgresSchema.IsName(options.Schema))
            throw new DurabilityException(DurabilityFailure.Invalid, $"the schema's name has 1 to 63 of the characters a-z 0-9 _, does not begin with a digit or pg_: \"{options.Schema}\" cannot be one");
        (Options, Store, _steps) = (options, store, steps ?? PostgresSchema.Steps);
        Clock = new StoreClock(store.Clock);
        var builder = Parse(options);
        // Less than a call has, so that what was not committed can be said to be undone in time.
        builder.CommandTimeout = Math.Max(1, (int)(store.Timeout.TotalSeconds / 2));
        // A transaction whose node stands still must not keep its locks; and the plans must not depend on what was last known of tables that
        // grow and shrink all the time.
        var limitMs = Math.Max(1_000, (int)store.Timeout.TotalMilliseconds);
        builder.Options = $"{builder.Options} -c idle_in_transaction_session_timeout={limitMs} -c lock_timeout={limitMs} -c enable_seqscan=off".TrimStart();
        Location = LocationOf(builder, options.Schema);
        try
        {
            _reads = new NpgsqlDataSourceBuilder(builder.ConnectionString).Build();
            // Each has a session of its own, which ends with it.
            builder.Pooling = false;
            _writes = new NpgsqlDataSourceBuilder(builder.ConnectionString).Build();
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw Misread();
        }
    }

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="DurabilityException"><see cref="DurabilityFailure.Invalid"/>: it cannot be meant so.</exception>
    public static NpgsqlConnectionStringBuilder Parse(PostgresOptions options)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString)
            {
                SearchPath = options.Schema,
                Timeout = Math.Max(1, (int)options.ConnectTimeout.TotalSeconds),
                MaxAutoPrepare = 64,
                AutoPrepareMinUsages = 2,
                Enlist = false,
                IncludeErrorDetail = false,
                PersistSecurityInfo = false,
            };
            builder.ApplicationName ??= "perdure";
            if (builder.Host is not { Length: > 0 } host) throw Misread();
            if (host.Contains(',') && builder.TargetSessionAttributes is null) builder.TargetSessionAttributes = "primary";
            return builder;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw Misread();
        }
    }

    /// <summary>Where it is, for messages.</summary>
    public static string LocationOf(NpgsqlConnectionStringBuilder builder, string schema) =>
        $"PostgreSQL {builder.Host}:{builder.Port} database {builder.Database ?? builder.Username} schema {schema}";

    /// <summary>How it is used.</summary>
    public PostgresOptions Options { get; }

    /// <summary>How the store works.</summary>
    public DurableOptions Store { get; }

    /// <summary>The time of the store.</summary>
    public StoreClock Clock { get; }

    /// <summary>The clock of the time-outs, but for those of a single command.</summary>
    public TimeProvider Patience { get; init; } = TimeProvider.System;

    /// <summary>How deep the queues are.</summary>
    public QueueDepths Depths { get; } = new();

    /// <summary>Where it is, for messages.</summary>
    public string Location { get; }

    /// <summary>Makes sure that the server can be reached and that the tables are there and of the right format.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(_reads, cancellationToken);
        }
        catch (Exception e) when (PostgresFaults.IsFault(e) && !cancellationToken.IsCancellationRequested)
        {
            throw PostgresFaults.Undone(e, Location);
        }
    }

    /// <summary>Opens a session for writing, to tables of the right format.</summary>
    public Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => OpenAsync(_writes, cancellationToken);

    /// <summary>Reads, on a connection of its own; once more when the first one turns out to be broken.</summary>
    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = _prepared ? await _reads.OpenConnectionAsync(cancellationToken) : await OpenAsync(_reads, cancellationToken);
                return await read(connection, cancellationToken);
            }
            catch (Exception e) when (PostgresFaults.IsFault(e) && !cancellationToken.IsCancellationRequested)
            {
                if (attempt == 1 && PostgresFaults.IsLost(e) && !IsTimeout(e)) continue;
                throw PostgresFaults.Undone(e, Location);
            }
            catch (ObjectDisposedException e)
            {
                throw new DurabilityException(DurabilityFailure.Closed, $"{Location} has been closed", e);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _reads.DisposeAsync();
        await _writes.DisposeAsync();
    }

    // What is wrong with it is not told in the words of the parser: they repeat pieces of it, which may be those of a password with a semicolon in it.
    private static DurabilityException Misread() => new(
        DurabilityFailure.Invalid,
        "the connection string of PostgreSQL cannot be meant so: it is KEY=VALUE with semicolons between, with Host, Port, Database, Username, Password and other keys of Npgsql; a value with a semicolon stands in quotes");

    private static bool IsTimeout(Exception error) => error is TimeoutException or OperationCanceledException || error.InnerException is TimeoutException;

    private async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await PostgresSchema.PrepareAsync(connection, Options.Schema, Location, _steps, cancellationToken);
            _prepared = true;
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
