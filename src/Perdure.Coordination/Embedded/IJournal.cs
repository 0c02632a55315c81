namespace Perdure.Coordination.Embedded;

/// <summary>
/// Where a store is kept. What <see cref="Commit"/> has returned from is there after any crash. Every method throws
/// <see cref="JournalException"/>, blocks, and is called by one thread at a time.
/// </summary>
internal interface IJournal : IDisposable
{
    /// <summary>The version of what keeps it.</summary>
    string Version { get; }

    /// <summary>Something to know, such as that a damaged file was set aside; null for nothing.</summary>
    string? Warning { get; }

    /// <summary>Reads everything.</summary>
    JournalContent Load();

    /// <summary>Writes what a group changed, all or nothing.</summary>
    void Commit(CommitGroup group, long sequence);

    /// <summary>Replaces everything by this.</summary>
    void Replace(JournalContent content);

    /// <summary>Finds out whether it can be written again, by writing something that changes nothing.</summary>
    void Probe();
}
