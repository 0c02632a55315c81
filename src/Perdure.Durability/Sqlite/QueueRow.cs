namespace Perdure.Durability.Sqlite;

/// <summary>A queue and how many jobs it has, as the tables have them: a claim whose lease ran out counts as claimed until it is met.</summary>
internal sealed class QueueRow(long id, string name)
{
    /// <summary>Its number in the tables.</summary>
    public long Id { get; } = id;

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Jobs that wait.</summary>
    public long Pending { get; set; }

    /// <summary>Jobs that workers have.</summary>
    public long Claimed { get; set; }

    /// <summary>Completed jobs.</summary>
    public long Done { get; set; }

    /// <summary>Jobs given up.</summary>
    public long Dead { get; set; }

    /// <summary>What counts against the bound.</summary>
    public long Depth => Pending + Claimed + Dead;
}
