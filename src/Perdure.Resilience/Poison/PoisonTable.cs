namespace Perdure.Resilience.Poison;

/// <summary>
/// Remembers on which requests instances crashed. A request is poison when two instances, one after the other, crashed while they worked on it (or one
/// three times) and nobody has answered it in between. Thread-safe; asking costs one read while nothing is suspected, a lock otherwise.
/// </summary>
/// <remarks>
/// What keeps the innocent out. An instance that dies takes everything with it that it was working on. But an innocent request is answered by the next
/// instance, and any answer clears it. The second crash counts only when the request was sent after the first, so a crowd that dies together proves
/// nothing. As long as other instances crash at the same time without it, half as many or more (as when all three of a service are killed), it is not what kills
/// them; and when there are too many poison requests at once, they are not what is wrong either. After a refusal one request is let through to find out.
/// </remarks>
public sealed class PoisonTable
{
    // Around a crash, others are taken to be connected with it.
    private const long AroundMs = 1_000;

    private readonly PoisonOptions _options;
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, PoisonEntry> _entries = [];
    private readonly CrashLog _crashes = new();
    private int _count;

    /// <summary>Makes an empty table.</summary>
    public PoisonTable(PoisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>Whether nothing is suspected, so that no fingerprint need be taken.</summary>
    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    /// <summary>How many fingerprints are refused, or would be if they came.</summary>
    public int Poison
    {
        get
        {
            lock (_lock) return CountPoison();
        }
    }

    /// <summary>What may be done with a request.</summary>
    /// <param name="fingerprint">The same for requests that are the same.</param>
    /// <param name="nowMs">The time.</param>
    /// <param name="retryAfterMs">When it is refused: after how many ms it may be let through.</param>
    public PoisonVerdict Ask(ulong fingerprint, long nowMs, out long retryAfterMs)
    {
        retryAfterMs = 0;
        if (IsEmpty) return PoisonVerdict.Clean;
        lock (_lock)
        {
            if (!_entries.TryGetValue(fingerprint, out var entry)) return PoisonVerdict.Clean;
            if (entry.Refusals == 0)
            {
                if (nowMs - entry.CrashedMs <= _options.SuspectMs) return PoisonVerdict.OneInstance;
                Remove(fingerprint);
                return PoisonVerdict.Clean;
            }
            if (!IsBlamed(entry)) return PoisonVerdict.OneInstance;
            var untilMs = Math.Max(entry.RefusedUntilMs, entry.TrialUntilMs);
            if (nowMs >= untilMs)
            {
                entry.TrialUntilMs = nowMs + _options.TrialMs;
                return PoisonVerdict.OneInstance;
            }
            retryAfterMs = untilMs - nowMs;
            return PoisonVerdict.Refuse;
        }
    }

    /// <summary>An instance has crashed while it worked on a request. There must be evidence of the crash: a broken connection alone is none.</summary>
    /// <param name="fingerprint">The request.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="sentMs">When the request was sent to it.</param>
    /// <param name="nowMs">The time.</param>
    /// <returns>For how many ms the request is refused from now on; 0 when it is not.</returns>
    public long OnCrash(ulong fingerprint, string instance, long sentMs, long nowMs)
    {
        lock (_lock)
        {
            _crashes.Add(instance, nowMs);
            if (!_entries.TryGetValue(fingerprint, out var entry) || (entry.Refusals == 0 && nowMs - entry.CrashedMs > _options.SuspectMs))
            {
                MakeRoom();
                _entries[fingerprint] = new PoisonEntry(instance, nowMs);
                Volatile.Write(ref _count, _entries.Count);
                return 0;
            }
            // On its way already when the other one crashed: they may have had a common reason.
            if (sentMs < entry.CrashedMs) return 0;
            entry.Crashes++;
            entry.OfSame = entry.Instance == instance ? entry.OfSame + 1 : 1;
            var proven = entry.Refusals > 0 || entry.Instance != instance || entry.OfSame >= _options.SameInstanceCrashes;
            entry.Instance = instance;
            entry.CrashedMs = nowMs;
            if (!proven) return 0;
            var refuseMs = Math.Min(_options.RefuseMaxMs, _options.RefuseMs << Math.Min(entry.Refusals, 16));
            entry.Refusals++;
            entry.RefusedUntilMs = nowMs + refuseMs;
            entry.TrialUntilMs = 0;
            if (CountPoison() <= _options.MaxPoison) return IsBlamed(entry) ? refuseMs : 0;
            _entries.Clear();
            Volatile.Write(ref _count, 0);
            return 0;
        }
    }

    /// <summary>An instance has answered a request, with whatever status, and lives: nothing is held against the request any more.</summary>
    public void OnAnswer(ulong fingerprint)
    {
        if (IsEmpty) return;
        lock (_lock) Remove(fingerprint);
    }

    // Whether it had a part in more than two of three of the crashes around those in which it had one.
    private bool IsBlamed(PoisonEntry entry)
    {
        var others = _crashes.Count(entry.FirstMs - AroundMs, entry.CrashedMs + AroundMs) - entry.Crashes;
        return 2 * others < entry.Crashes;
    }

    private int CountPoison()
    {
        var poison = 0;
        foreach (var entry in _entries.Values)
            if (entry.Refusals > 0)
                poison++;
        return poison;
    }

    private void Remove(ulong fingerprint)
    {
        _entries.Remove(fingerprint);
        Volatile.Write(ref _count, _entries.Count);
    }

    // Those only suspected go first.
    private void MakeRoom()
    {
        if (_entries.Count < _options.Capacity) return;
        var (oldest, oldestKey) = (long.MaxValue, 0UL);
        foreach (var (key, entry) in _entries)
        {
            var rank = entry.CrashedMs + (entry.Refusals > 0 ? long.MaxValue / 2 : 0);
            if (rank >= oldest) continue;
            (oldest, oldestKey) = (rank, key);
        }
        _entries.Remove(oldestKey);
    }
}
