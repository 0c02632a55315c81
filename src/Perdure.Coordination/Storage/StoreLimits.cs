using System.Collections.Immutable;
using System.Text;

namespace Perdure.Coordination.Storage;

/// <summary>What every engine takes and what not: checked before anything is sent or done, so that all refuse the same with the same words.</summary>
internal static class StoreLimits
{
    /// <summary>The longest key, in bytes of UTF-8.</summary>
    public const int KeyBytesMax = 512;

    /// <summary>The largest value.</summary>
    public const int ValueBytesMax = 1 << 20;

    /// <summary>The most steps of a branch, and the most guards.</summary>
    public const int StepsMax = 128;

    /// <summary>The largest transaction: all keys and values together, those of the branch that is not taken too.</summary>
    public const int TransactionBytesMax = 1_500_000;

    /// <summary>The shortest time to live of a lease.</summary>
    public const int TtlSecondsMin = 2;

    /// <summary>The longest one: a day.</summary>
    public const int TtlSecondsMax = 86_400;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Throws when a query cannot be meant so.</summary>
    public static void Check(RangeQuery query)
    {
        KeyBytes(query.Key, query.Prefix);
        ArgumentOutOfRangeException.ThrowIfNegative(query.Limit, nameof(query));
        ArgumentOutOfRangeException.ThrowIfNegative(query.MaxCreateRevision, nameof(query));
    }

    /// <summary>Throws when a watch cannot be meant so.</summary>
    public static void Check(WatchQuery query)
    {
        KeyBytes(query.Key, query.Prefix);
        ArgumentOutOfRangeException.ThrowIfNegative(query.FromRevision, nameof(query));
    }

    /// <summary>
    /// Throws <see cref="CoordinationFailure.TooLarge"/> for what exceeds a limit, <see cref="ArgumentException"/> for a key that is empty or
    /// no text, and for one that a branch writes twice.
    /// </summary>
    public static void Check(Transaction transaction)
    {
        if (transaction.When.Length > StepsMax || transaction.Then.Length > StepsMax || transaction.Else.Length > StepsMax)
            throw TooLarge($"a transaction takes at most {StepsMax} guards and {StepsMax} steps in each branch; divide it");
        var bytes = 0L;
        foreach (var guard in transaction.When) bytes += KeyBytes(guard.Key, prefix: false) + guard.Value.Length;
        bytes += BranchBytes(transaction.Then) + BranchBytes(transaction.Else);
        if (bytes > TransactionBytesMax)
            throw TooLarge($"a transaction has at most {TransactionBytesMax} bytes of keys and values, this one has {bytes}; divide it");
    }

    /// <summary>The time to live that is granted when this one is asked for.</summary>
    public static int TtlSeconds(TimeSpan ttl)
    {
        if (ttl <= TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(ttl), ttl, "a lease needs a time to live above zero");
        if (ttl > TimeSpan.FromSeconds(TtlSecondsMax)) throw new ArgumentOutOfRangeException(nameof(ttl), ttl, "a lease lives for a day at most without renewal");
        return Math.Max(TtlSecondsMin, (int)Math.Ceiling(ttl.TotalSeconds));
    }

    private static long BranchBytes(ImmutableArray<Operation> steps)
    {
        var bytes = 0L;
        foreach (var step in steps) bytes += StepBytes(step);
        CheckWrittenOnce(steps);
        return bytes;
    }

    private static long StepBytes(Operation step)
    {
        switch (step)
        {
            case PutOperation put:
                if (put.Value.Length > ValueBytesMax)
                    throw TooLarge($"the value of \"{put.Key}\" has {put.Value.Length} bytes; a value has at most {ValueBytesMax}");
                return KeyBytes(put.Key, prefix: false) + put.Value.Length;
            case DeleteOperation delete:
                return KeyBytes(delete.Key, delete.Prefix);
            case RangeOperation range:
                Check(range.Query);
                return range.Query.Key.Length;
            default:
                throw new ArgumentException($"{step.GetType().Name} is no step that a store knows", nameof(step));
        }
    }

    // Deletions may overlap one another, as in etcd; a key that is put may neither be put nor deleted again.
    private static void CheckWrittenOnce(ImmutableArray<Operation> steps)
    {
        if (steps.Length < 2) return;
        HashSet<string>? put = null;
        foreach (var step in steps)
        {
            if (step is PutOperation { Key: var key } && !(put ??= new HashSet<string>(StringComparer.Ordinal)).Add(key)) throw Twice(key);
        }

        if (put is null) return;
        foreach (var step in steps)
        {
            if (step is not DeleteOperation delete) continue;
            if (!delete.Prefix && put.Contains(delete.Key)) throw Twice(delete.Key);
            if (delete.Prefix && put.FirstOrDefault(key => key.StartsWith(delete.Key, StringComparison.Ordinal)) is { } under) throw Twice(under);
        }
    }

    private static int KeyBytes(string key, bool prefix)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length == 0 && !prefix) throw new ArgumentException("a key has at least one character", nameof(key));
        int bytes;
        try
        {
            bytes = Strict.GetByteCount(key);
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException("a key is text; this one has half of a surrogate pair", nameof(key));
        }

        return bytes <= KeyBytesMax ? bytes : throw TooLarge($"a key has at most {KeyBytesMax} bytes of UTF-8, \"{key[..32]}…\" has {bytes}");
    }

    private static CoordinationException TooLarge(string message) => new(CoordinationFailure.TooLarge, message);

    private static ArgumentException Twice(string key) => new($"a transaction writes a key at most once, this one writes \"{key}\" twice");
}
