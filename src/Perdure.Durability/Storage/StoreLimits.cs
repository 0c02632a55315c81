using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Perdure.Durability.Storage;

/// <summary>What every engine takes and what not: checked before anything is sent or done, so that all refuse the same with the same words.</summary>
public static class StoreLimits
{
    /// <summary>The largest payload of a job, and the largest result: 1 MiB.</summary>
    public const int PayloadBytesMax = 1 << 20;

    /// <summary>The largest headers of a job: names and values in UTF-8: 16 KiB.</summary>
    public const int HeaderBytesMax = 16 << 10;

    /// <summary>The most jobs in one call.</summary>
    public const int BatchMax = 1_000;

    /// <summary>The most bytes of payload in one call: 16 MiB.</summary>
    public const long BatchBytesMax = 16 << 20;

    /// <summary>The most that one call of a sweep, a purge or a retry handles.</summary>
    public const int SweepMax = 10_000;

    /// <summary>The longest name of a queue or worker.</summary>
    public const int NameCharsMax = 128;

    /// <summary>The longest key (group, dedupe, scope, idempotency, checkpoint) in bytes of UTF-8.</summary>
    public const int KeyBytesMax = 512;

    /// <summary>The longest error that is kept.</summary>
    public const int ErrorCharsMax = 4_096;

    /// <summary>The longest fingerprint.</summary>
    public const int FingerprintBytesMax = 64;

    /// <summary>The largest stored answer of a request: 1 MiB.</summary>
    public const int AnswerBytesMax = (1 << 20) + (64 << 10);

    /// <summary>The largest checkpoint: 1 MiB.</summary>
    public const int CheckpointBytesMax = 1 << 20;

    /// <summary>The shortest lease.</summary>
    public static readonly TimeSpan LeaseMin = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest lease.</summary>
    public static readonly TimeSpan LeaseMax = TimeSpan.FromHours(24);

    /// <summary>The shortest retention of a record.</summary>
    public static readonly TimeSpan RetentionMin = TimeSpan.FromSeconds(1);

    /// <summary>The longest.</summary>
    public static readonly TimeSpan RetentionMax = TimeSpan.FromDays(365);

    /// <summary>The latest time that is taken: the end of the year 9999, in Unix ms.</summary>
    public const long TimeMsMax = 253_402_300_799_999;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Checks jobs to be enqueued.</summary>
    public static void Check(IReadOnlyList<NewJob> jobs)
    {
        Range(jobs.Count, BatchMax, "a batch of jobs");
        var bytes = 0L;
        foreach (var job in jobs)
        {
            QueueName(job.Queue);
            Size(job.Payload.Length, PayloadBytesMax, "the payload of a job");
            bytes += job.Payload.Length;
            if (job.Group is not null) Key(job.Group, "group key");
            if (job.DedupeKey is not null) Key(job.DedupeKey, "dedupe key");
            if (job.NotBeforeMs is { } due) Time(due, "start time");
            Headers(job.Headers);
        }

        if (bytes > BatchBytesMax) throw TooLarge($"a batch of jobs has at most {BatchBytesMax} bytes of payload, this one has {bytes}; divide it");
    }

    /// <summary>Checks the name of a queue.</summary>
    public static void QueueName(string name)
    {
        var fits = name.Length is > 0 and <= NameCharsMax && char.IsAsciiLetterOrDigit(name[0]);
        foreach (var c in name) fits = fits && (char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        if (!fits) throw Invalid($"the name of a queue has 1 to {NameCharsMax} of the characters A-Z a-z 0-9 . _ - and begins with a letter or digit, \"{Shown(name)}\" does not");
    }

    /// <summary>Checks a worker's name.</summary>
    public static void Worker(string name)
    {
        if (name.Length is 0 or > NameCharsMax) throw Invalid($"the name of a worker has 1 to {NameCharsMax} characters, this one has {name.Length}");
        Key(name, "name of a worker");
    }

    /// <summary>Checks a key.</summary>
    public static void Key(string key, string what)
    {
        int bytes;
        try
        {
            bytes = Strict.GetByteCount(key);
        }
        catch (EncoderFallbackException)
        {
            throw Invalid($"the {what} is not well-formed Unicode");
        }

        if (bytes is 0 or > KeyBytesMax) throw Invalid($"the {what} has 1 to {KeyBytesMax} bytes of UTF-8, this one has {bytes}");
        foreach (var c in key)
        {
            if (char.IsControl(c)) throw Invalid($"the {what} \"{Shown(key)}\" has a control character (U+{(int)c:X4})");
        }
    }

    /// <summary>Checks an idempotency key.</summary>
    public static void Key(IdempotencyKey key)
    {
        Key(key.Scope, "scope");
        Key(key.Key, "idempotency key");
    }

    /// <summary>Checks a fingerprint.</summary>
    public static void Fingerprint(ReadOnlyMemory<byte> fingerprint)
    {
        if (fingerprint.Length is 0 or > FingerprintBytesMax) throw Invalid($"a fingerprint has 1 to {FingerprintBytesMax} bytes, this one has {fingerprint.Length}");
    }

    /// <summary>Checks a lease and gives it in ms.</summary>
    public static long LeaseMs(TimeSpan lease)
    {
        if (lease < LeaseMin || lease > LeaseMax) throw Invalid($"a lease lasts {LeaseMin.TotalMilliseconds} ms to {LeaseMax.TotalHours} h, not {lease}");
        return (long)lease.TotalMilliseconds;
    }

    /// <summary>Checks the retention of a record and gives it in ms; null stays so.</summary>
    public static long? RetentionMs(TimeSpan? retention)
    {
        if (retention is { } kept && (kept < RetentionMin || kept > RetentionMax))
            throw Invalid($"a record is kept for {RetentionMin.TotalSeconds} s to {RetentionMax.TotalHours} h, not {retention}");
        return (long?)retention?.TotalMilliseconds;
    }

    /// <summary>Checks a count.</summary>
    public static void Range(int count, int max, string what)
    {
        if (count < 1 || count > max) throw Invalid($"{what} has a size of 1 to {max}, not {count}");
    }

    /// <summary>Checks a time.</summary>
    public static void Time(long timeMs, string what)
    {
        if (timeMs is < 0 or > TimeMsMax) throw Invalid($"the {what} is in ms since 1970 and before the year 10000, {timeMs} is not");
    }

    /// <summary>Checks a size.</summary>
    public static void Size(int bytes, int max, string what)
    {
        if (bytes > max) throw TooLarge($"{what} has at most {max} bytes, this one has {bytes}");
    }

    /// <summary>Checks a fencing token.</summary>
    public static void Fencing(long? token)
    {
        if (token is < 1) throw Invalid($"a fencing token is at least 1, not {token}");
    }

    /// <summary>Checks the state of jobs that are to be purged.</summary>
    public static void Purgeable(JobState state)
    {
        if (state is not (JobState.Pending or JobState.Done or JobState.Dead))
            throw Invalid($"jobs that are pending, done or dead can be purged, not {state} ones: a worker has those");
    }

    /// <summary>The number of an ETag, or null when it can be none of ours.</summary>
    public static long? ETag(string etag) =>
        etag.Length is > 0 and <= 19 && etag[0] != '0' && long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>An error as it is kept: cut, and without what cannot be stored as text.</summary>
    public static string Error(string error)
    {
        var cut = error.Length > ErrorCharsMax ? error[..ErrorCharsMax] : error;
        // A detour over UTF-8 replaces halves of surrogate pairs.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut.Replace('\0', '\uFFFD')));
    }

    private static void Headers(ImmutableArray<KeyValuePair<string, string>> headers)
    {
        if (headers.IsDefault) throw Invalid("the headers of a job are missing; give an empty list");
        var bytes = 0;
        foreach (var (name, value) in headers)
        {
            Key(name, "name of a header");
            try
            {
                bytes += Strict.GetByteCount(name) + Strict.GetByteCount(value);
            }
            catch (EncoderFallbackException)
            {
                throw Invalid($"the value of the header {name} is not well-formed Unicode");
            }
        }

        Size(bytes, HeaderBytesMax, "the list of headers of a job");
    }

    private static string Shown(string text) => text.Length <= 64 ? text : text[..64] + "…";

    private static DurabilityException Invalid(string message) => new(DurabilityFailure.Invalid, message);

    private static DurabilityException TooLarge(string message) => new(DurabilityFailure.TooLarge, message);
}
