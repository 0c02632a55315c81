namespace Perdure.Durability.Sqlite;

/// <summary>
/// Order within groups. Of each group one job is its head, ready or claimed; all other unfinished ones are held back (state 2). So what may be claimed is
/// found by one index, however long a group is.
/// </summary>
internal sealed class JobGroups(Database database)
{
    private readonly Statement _head = database.Prepare("SELECT seq, state FROM job WHERE queue = ? AND grp = ? AND grp IS NOT NULL AND state < 2");
    private readonly Statement _oldest = database.Prepare("SELECT seq, state FROM job WHERE queue = ? AND grp = ? AND grp IS NOT NULL AND state < 3 ORDER BY seq LIMIT 1");
    private readonly Statement _set = database.Prepare("UPDATE job SET state = ? WHERE seq = ?");

    /// <summary>The job that is ready or claimed, or null.</summary>
    public (long Seq, int State)? Head(long queue, string group) => _head.Set(queue).Set(group).One(static row => ((long, int)?)(row.Long(0), row.Int(1)));

    /// <summary>Makes the oldest unfinished job the head, unless one is claimed.</summary>
    public void Advance(long queue, string group)
    {
        var head = Head(queue, group);
        if (head is { State: 1 }) return;
        if (_oldest.Set(queue).Set(group).One(static row => ((long Seq, int State)?)(row.Long(0), row.Int(1))) is not { } oldest || oldest.Seq == head?.Seq) return;
        if (head is { } other) _set.Set(2).Set(other.Seq).Run();
        _set.Set(0).Set(oldest.Seq).Run();
    }
}
