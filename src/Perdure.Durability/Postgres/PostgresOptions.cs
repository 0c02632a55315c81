namespace Perdure.Durability.Postgres;

/// <summary>Where the PostgreSQL of a durable store is and how it is used.</summary>
public sealed record PostgresOptions
{
    /// <summary>
    /// Host, port, user, database and so on, in Npgsql's words (<c>Host=db;Username=perdure;Database=perdure</c>). Several hosts are taken as
    /// one primary and its standbys. A pooler between needs session pooling: locks of a session are held. Required.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>The schema of the tables, made if it is missing: 1 to 63 of <c>a-z 0-9 _</c>, not beginning with a digit. Default: perdure.</summary>
    public string Schema { get; init; } = "perdure";

    /// <summary>Whether a server that cannot be reached at the start is waited for: until then every call is refused as unavailable. Default: false, opening fails.</summary>
    public bool WaitForServer { get; init; }

    /// <summary>How long a connection may take to open. At least 1 s, default 3 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How many transactions of this node may be under way at a time, each for many callers. 1 to 8, default 2: one is filled while another is written.</summary>
    public int Writers { get; init; } = 2;

    /// <summary>The most calls that share one transaction. 1 to 1,000, default 256.</summary>
    public int GroupSizeMax { get; init; } = 256;

    /// <summary>The most calls that wait for their turn; the next one is refused as unavailable. Default 20,000.</summary>
    public int WaitingMax { get; init; } = 20_000;

    /// <summary>How often it is looked whether another node has added a job to a queue that somebody waits for. At least 10 ms, default 250 ms.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(250);
}
