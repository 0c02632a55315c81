using System.Net.Sockets;
using Npgsql;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres;

/// <summary>What an error of PostgreSQL, or of the way to it, means to a caller.</summary>
internal static class PostgresFaults
{
    /// <summary>Whether an error came from the server or the way to it, rather than from a mistake here.</summary>
    public static bool IsFault(Exception error) => error is NpgsqlException or SocketException or IOException or TimeoutException or OperationCanceledException;

    /// <summary>Whether another node did the same at the same moment, so that the transaction is done again with what is there now.</summary>
    public static bool IsConflict(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure }
            or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>Whether the connection is of no more use: it broke, or the server ends it.</summary>
    public static bool IsLost(Exception error) =>
        error is PostgresException postgres
            ? postgres.SqlState.StartsWith("57P", StringComparison.Ordinal) || postgres.SqlState.StartsWith("08", StringComparison.Ordinal)
                || postgres.SqlState is "25P03" or PostgresErrorCodes.ReadOnlySqlTransaction
            : IsFault(error);

    /// <summary>An error of which it is certain that nothing was done.</summary>
    public static DurabilityException Undone(Exception error, string location) => error switch
    {
        DurabilityException known => known,
        PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted } postgres =>
            new(DurabilityFailure.Corrupt, $"{location} has damaged data: {postgres.MessageText}. Restore it from a backup, or from a standby", error),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } postgres =>
            new(DurabilityFailure.Unavailable, $"{location} has no space left ({postgres.MessageText}): make room on its disk; it goes on by itself then", error),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction } postgres =>
            new(DurabilityFailure.Incompatible, $"{location} is not as it was made ({postgres.MessageText}): restore its schema, or drop it for a new one to be made", error),
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
            new(DurabilityFailure.Unavailable, $"{location} takes no writes: it is a standby, or set to read only. Point it to the primary", error),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InsufficientPrivilege } postgres =>
            new(DurabilityFailure.Unavailable, $"{location} refuses the user: {postgres.MessageText}. Check user, password and pg_hba.conf; the user needs the right to create the schema", error),
        PostgresException postgres => new(DurabilityFailure.Unavailable, $"{location}: {postgres.MessageText} ({postgres.SqlState}); nothing was done", error),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException or OperationCanceledException =>
            new(DurabilityFailure.Unavailable, $"{location} did not answer in time; nothing was done", error),
        _ => new(DurabilityFailure.Unavailable, $"{location} cannot be reached: {error.Message}. Check that PostgreSQL runs and host and port are right", error),
    };

    /// <summary>An error after the commit was sent.</summary>
    public static DurabilityException Unknown(Exception error, string location) =>
        new(DurabilityFailure.UnknownOutcome, $"{location}: the commit was sent and its answer was lost ({error.Message}); it may have been done", error);
}
