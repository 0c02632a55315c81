using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>The queues, held in memory by the writer: what changed is written once for each group.</summary>
internal sealed class QueueTable
{
    private readonly Dictionary<string, QueueRow> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<long, QueueRow> _byId = [];
    private readonly HashSet<QueueRow> _changed = [];
    private readonly Statement _read;
    private readonly Statement _write;
    private readonly Statement _delete;
    private readonly int _queuesMax;
    private long _lastId;

    /// <summary>Reads them.</summary>
    public QueueTable(Database database, int queuesMax)
    {
        _queuesMax = queuesMax;
        _read = database.Prepare("SELECT id, name, pending, claimed, done, dead FROM queue");
        _write = database.Prepare("INSERT OR REPLACE INTO queue VALUES (?, ?, ?, ?, ?, ?)");
        _delete = database.Prepare("DELETE FROM queue WHERE id = ?");
        Reload();
    }

    /// <summary>A queue, or null when it never had a job.</summary>
    public QueueRow? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A queue by its number.</summary>
    public QueueRow ById(long id) => _byId[id];

    /// <summary>Those that have claimed jobs.</summary>
    public QueueRow[] Claimed() => [.. _byName.Values.Where(static queue => queue.Claimed > 0)];

    /// <summary>Throws when these queues, of which some may be new, are too many.</summary>
    public void CheckRoom(IReadOnlyCollection<string> names)
    {
        var fresh = names.Count(name => !_byName.ContainsKey(name));
        if (fresh == 0 || _byName.Count + fresh <= _queuesMax) return;
        foreach (var empty in _byName.Values.Where(queue => queue.Depth + queue.Done == 0 && !names.Contains(queue.Name)).ToArray())
        {
            _delete.Set(empty.Id).Run();
            _byName.Remove(empty.Name);
            _byId.Remove(empty.Id);
            _changed.Remove(empty);
        }

        if (_byName.Count + fresh > _queuesMax)
            throw new DurabilityException(DurabilityFailure.Full, $"there are {_byName.Count} queues, and at most {_queuesMax} may be: use fewer, or purge those that are not needed");
    }

    /// <summary>A queue, made if need be.</summary>
    public QueueRow FindOrAdd(string name)
    {
        if (_byName.TryGetValue(name, out var queue)) return queue;
        queue = new QueueRow(++_lastId, name);
        _byName.Add(name, queue);
        _byId.Add(queue.Id, queue);
        return queue;
    }

    /// <summary>Notes that a queue's counts have changed.</summary>
    public void Touch(QueueRow queue) => _changed.Add(queue);

    /// <summary>Writes what changed, before the end of the transaction.</summary>
    public void Flush()
    {
        foreach (var queue in _changed) _write.Set(queue.Id).Set(queue.Name).Set(queue.Pending).Set(queue.Claimed).Set(queue.Done).Set(queue.Dead).Run();
        _changed.Clear();
    }

    /// <summary>Reads what is in the table, after a transaction was undone.</summary>
    public void Reload()
    {
        _byName.Clear();
        _byId.Clear();
        _changed.Clear();
        _lastId = 0;
        foreach (var queue in _read.All(static row => new QueueRow(row.Long(0), row.Text(1)!) { Pending = row.Long(2), Claimed = row.Long(3), Done = row.Long(4), Dead = row.Long(5) }))
        {
            _byName.Add(queue.Name, queue);
            _byId.Add(queue.Id, queue);
            _lastId = Math.Max(_lastId, queue.Id);
        }
    }
}
