using Perdure.Coordination.Embedded;

namespace Perdure.Coordination.Tests.Embedded;

/// <summary>A disk that does what a test says: what has been flushed outlives the journal's being closed.</summary>
internal sealed class FaultyJournal(FaultyJournal.Disk disk) : IJournal
{
    public string Version => "faulty";

    public string? Warning => null;

    public JournalContent Load()
    {
        if (!disk.MayOpen) throw new JournalException(JournalFault.NotDone, "faulty: cannot be opened");
        disk.Opened++;
        return disk.Content;
    }

    public void Commit(CommitGroup group, long sequence)
    {
        disk.Begun++;
        disk.Gate.Wait(TimeSpan.FromSeconds(60));
        disk.Fail?.Invoke();
        disk.Content = new JournalContent(sequence, group.Space);
        disk.Flushes++;
        // The write is on the disk, its acknowledgement is not to be had.
        if (disk.LoseAnswers) throw new JournalException(JournalFault.Unknown, "faulty: the flush failed");
    }

    public void Replace(JournalContent content)
    {
        disk.Fail?.Invoke();
        disk.Content = content;
        disk.Replaced++;
    }

    public void Probe() => disk.Fail?.Invoke();

    public void Dispose()
    {
    }

    /// <summary>What the disk holds and how it behaves.</summary>
    internal sealed class Disk
    {
        public JournalContent Content { get; set; } = new(0, KeySpace.Empty);

        public Action? Fail { get; set; }

        public bool LoseAnswers { get; set; }

        /// <summary>Otherwise it stays broken once it broke.</summary>
        public bool MayOpen { get; set; } = true;

        /// <summary>Closed, writes hang.</summary>
        public ManualResetEventSlim Gate { get; } = new(initialState: true);

        public int Opened { get; set; }

        public int Begun { get; set; }

        public int Flushes { get; set; }

        public int Replaced { get; set; }
    }
}
