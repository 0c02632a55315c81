using Npgsql;
using NpgsqlTypes;

namespace Perdure.Durability.Postgres.Lanes;

/// <summary>Statements with parameters of named types; an array stands for a column.</summary>
internal static class Sql
{
    /// <summary>Adds a statement to a batch.</summary>
    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }

    /// <summary>Adds its next parameter.</summary>
    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, object? value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return command;
    }

    /// <summary>Adds a number.</summary>
    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, long value) => command.With(value, NpgsqlDbType.Bigint);

    /// <summary>Adds a text.</summary>
    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, string? value) => command.With(value, NpgsqlDbType.Text);

    /// <summary>Adds a column of numbers.</summary>
    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, IEnumerable<long> values) => command.With(values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    /// <summary>Adds a column of texts.</summary>
    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, IEnumerable<string?> values) => command.With(values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);

    /// <summary>Adds a column of ids.</summary>
    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, IEnumerable<Guid> values) => command.With(values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);

    /// <summary>Adds a column of bytes.</summary>
    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, IEnumerable<byte[]?> values) => command.With(values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bytea);

    /// <summary>A value that may be missing.</summary>
    public static T? Maybe<T>(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? default : reader.GetFieldValue<T>(column);

    /// <summary>The bytes of a memory without a copy where they are an array of their own.</summary>
    public static byte[] Array(ReadOnlyMemory<byte> memory) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(memory, out var segment) && segment.Array is { } array && segment.Offset == 0 && segment.Count == array.Length
            ? array
            : memory.ToArray();
}
