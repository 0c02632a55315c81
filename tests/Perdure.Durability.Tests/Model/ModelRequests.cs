using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Model;

/// <summary>What records of idempotency are. One caller at a time.</summary>
internal sealed class ModelRequests(ModelStore store) : IIdempotencyStore
{
    private readonly Dictionary<IdempotencyKey, Row> _rows = [];

    private long Retention => (long)store.Options.IdempotencyRetention.TotalMilliseconds;

    public ValueTask<IdempotencyBegin> BeginAsync(IdempotencyKey key, ReadOnlyMemory<byte> fingerprint, TimeSpan lease, TimeSpan? retention, CancellationToken cancellationToken)
    {
        if (Find(key) is { } row)
        {
            if (!row.Print.AsSpan().SequenceEqual(fingerprint.Span)) return new(new IdempotencyBegin(IdempotencyState.Mismatch, 0, default, 0));
            return new(new IdempotencyBegin(StateOf(row), StateOf(row) == IdempotencyState.Unknown ? row.Token : 0, row.Answer, row.ExpiresMs));
        }

        if (!_rows.ContainsKey(key) && _rows.Count >= store.Options.IdempotencyRecordsMax) throw new DurabilityException(DurabilityFailure.Full, "full");
        var until = store.NowMs + (long)lease.TotalMilliseconds;
        var kept = (long?)retention?.TotalMilliseconds ?? Retention;
        _rows[key] = row = new Row(fingerprint.ToArray(), store.NextToken(), store.NowMs, kept) { LeaseMs = until, ExpiresMs = until + kept };
        return new(new IdempotencyBegin(IdempotencyState.Started, row.Token, default, row.ExpiresMs));
    }

    public ValueTask<bool> ExtendAsync(IdempotencyKey key, long token, TimeSpan lease, CancellationToken cancellationToken)
    {
        if (Find(key) is not { } row || row.Token != token || StateOf(row) != IdempotencyState.InFlight) return new(false);
        row.LeaseMs = store.NowMs + (long)lease.TotalMilliseconds;
        row.ExpiresMs = row.LeaseMs + row.RetentionMs;
        return new(true);
    }

    public ValueTask<bool> FinishAsync(IdempotencyKey key, long token, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken)
    {
        if (Find(key) is not { } row || row.Token != token) return new(false);
        if (!row.IsDone) Finish(row, answer);
        return new(true);
    }

    public ValueTask<bool> AbandonAsync(IdempotencyKey key, long token, CancellationToken cancellationToken) =>
        new(Find(key) is { IsDone: false } row && row.Token == token && _rows.Remove(key));

    public ValueTask<bool> SettleAsync(IdempotencyKey key, long token, byte[]? answer, CancellationToken cancellationToken)
    {
        if (Find(key) is not { } row || row.Token != token || StateOf(row) != IdempotencyState.Unknown) return new(false);
        if (answer is not null) Finish(row, answer);
        else _rows.Remove(key);
        return new(true);
    }

    public ValueTask<IdempotencyRecord?> GetAsync(IdempotencyKey key, CancellationToken cancellationToken) =>
        new(Find(key) is { } row ? new IdempotencyRecord(StateOf(row), row.Token, row.Print, row.Answer, row.BegunMs, row.ExpiresMs) : null);

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => new(_rows.Count);

    public int Sweep(int max)
    {
        var gone = _rows.Where(row => row.Value.ExpiresMs <= store.NowMs).OrderBy(row => row.Value.ExpiresMs).ThenBy(row => row.Value.Token).Take(max).Select(row => row.Key).ToList();
        return gone.Count(_rows.Remove);
    }

    private IdempotencyState StateOf(Row row) =>
        row.IsDone ? IdempotencyState.Replay : row.LeaseMs > store.NowMs ? IdempotencyState.InFlight : IdempotencyState.Unknown;

    private Row? Find(IdempotencyKey key) => _rows.TryGetValue(key, out var row) && row.ExpiresMs > store.NowMs ? row : null;

    private void Finish(Row row, ReadOnlyMemory<byte> answer) => (row.IsDone, row.Answer, row.ExpiresMs) = (true, answer.ToArray(), store.NowMs + row.RetentionMs);

    private sealed class Row(byte[] print, long token, long begunMs, long retentionMs)
    {
        public long RetentionMs => retentionMs;

        public byte[] Print => print;

        public long Token => token;

        public long BegunMs => begunMs;

        public long LeaseMs { get; set; }

        public long ExpiresMs { get; set; }

        public bool IsDone { get; set; }

        public byte[] Answer { get; set; } = [];
    }
}
