using System.Globalization;
using System.Text;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Model;

/// <summary>What checkpoints are. One caller at a time.</summary>
internal sealed class ModelCheckpoints(ModelStore store) : ICheckpointStore
{
    private readonly Dictionary<string, Row> _rows = [];

    public ValueTask<CheckpointWrite> PutAsync(string job, ReadOnlyMemory<byte> data, CheckpointCondition condition, long? fencingToken, CancellationToken cancellationToken)
    {
        var row = Find(job);
        if (Refused(row, condition, fencingToken) is { } refused) return new(refused);
        CheckRoom(job);
        var info = new CheckpointInfo(job, store.NextToken().ToString(CultureInfo.InvariantCulture), store.NowMs, data.Length, fencingToken ?? 0);
        _rows[job] = new Row([new Checkpoint(info, data.ToArray()), .. (row?.History ?? []).Take(store.Options.CheckpointHistoryMax - 1)], fencingToken ?? 0, long.MaxValue);
        return new(new CheckpointWrite(CheckpointOutcome.Done, info.ETag, fencingToken ?? 0));
    }

    public ValueTask<CheckpointWrite> DeleteAsync(string job, CheckpointCondition condition, long? fencingToken, CancellationToken cancellationToken)
    {
        if (Refused(Find(job), condition, fencingToken) is { } refused) return new(refused);
        if (fencingToken is { } fence)
        {
            CheckRoom(job);
            _rows[job] = new Row([], fence, store.NowMs + (long)store.Options.FencingRetention.TotalMilliseconds);
        }
        else
        {
            _rows.Remove(job);
        }

        return new(new CheckpointWrite(CheckpointOutcome.Done, null, fencingToken ?? 0));
    }

    public ValueTask<Checkpoint?> GetAsync(string job, string? etag, CancellationToken cancellationToken) =>
        new(Find(job)?.History.FirstOrDefault(checkpoint => etag is null || checkpoint.Info.ETag == etag));

    public ValueTask<IReadOnlyList<CheckpointInfo>> HistoryAsync(string job, CancellationToken cancellationToken) =>
        new([.. (Find(job)?.History ?? []).Select(checkpoint => checkpoint.Info)]);

    public ValueTask<IReadOnlyList<CheckpointInfo>> ListAsync(string? after, int max, CancellationToken cancellationToken) => new(
        [.. _rows.Where(row => row.Value.History.Count > 0 && (after is null || Order(row.Key, after) > 0)).OrderBy(row => row.Key, Comparer<string>.Create(Order)).Take(max).Select(row => row.Value.History[0].Info)]);

    public int Sweep(int max)
    {
        var gone = _rows.Where(row => row.Value.ExpiresMs <= store.NowMs).OrderBy(row => row.Value.ExpiresMs).ThenBy(row => row.Key, Comparer<string>.Create(Order)).Take(max).Select(row => row.Key).ToList();
        return gone.Count(_rows.Remove);
    }

    private static int Order(string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));

    private static CheckpointWrite? Refused(Row? row, CheckpointCondition condition, long? fencingToken)
    {
        var (etag, fence) = (row is { History: [var current, ..] } ? current.Info.ETag : null, row?.Fence ?? 0);
        if ((fencingToken ?? 0) < fence) return new CheckpointWrite(CheckpointOutcome.Fenced, etag, fence);
        var fails = (condition.MustNotExist && etag is not null) || (condition.ETag is not null && condition.ETag != etag);
        return fails ? new CheckpointWrite(CheckpointOutcome.PreconditionFailed, etag, fence) : null;
    }

    private Row? Find(string job) => _rows.TryGetValue(job, out var row) && row.ExpiresMs > store.NowMs ? row : null;

    private void CheckRoom(string job)
    {
        if (!_rows.ContainsKey(job) && _rows.Count >= store.Options.CheckpointJobsMax) throw new DurabilityException(DurabilityFailure.Full, "full");
    }

    private sealed record Row(IReadOnlyList<Checkpoint> History, long Fence, long ExpiresMs);
}
