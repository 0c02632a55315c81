using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Embedded;

/// <summary>
/// The store at work: takes writes in groups, puts each group into the journal, and only then shows it to readers and watches and answers.
/// While the journal fails, writes are refused and it is tried again; the memory remains the truth, so nothing that was acknowledged can get
/// lost by it. <see cref="Process"/> and <see cref="Dispose"/> are called by one thread at a time; the rest is thread-safe.
/// </summary>
internal sealed class EmbeddedStore : IDisposable
{
    private const int ExpiriesMax = 256;
    private const int PersonRetryFactor = 20;
    private readonly EmbeddedOptions _options;
    private readonly string _location;
    private readonly Func<IJournal>? _open;
    private readonly IDisposable? _claim;
    private readonly LeaseDeadlines _deadlines = new();
    private readonly long _origin;
    private volatile KeySpace? _published;
    private IJournal? _journal;
    private bool _usable;
    private long _sequence;
    private long _retryMs;

    /// <summary>A store that is kept where <paramref name="open"/> says, or only in memory when that is null.</summary>
    /// <param name="options">How.</param>
    /// <param name="location">What messages name.</param>
    /// <param name="open">Opens the journal; called again after it broke.</param>
    /// <param name="claim">
    /// What keeps other processes away, also while the journal is closed and tried again: what this process has acknowledged must not be
    /// changed by another one in the meantime. Given back at the end; null for nothing.
    /// </param>
    public EmbeddedStore(EmbeddedOptions options, string location, Func<IJournal>? open, IDisposable? claim = null)
    {
        (_options, _location, _open, _claim) = (options, location, open, claim);
        _origin = options.Clock.GetTimestamp();
        History = new WatchHistory(options.HistoryRevisionsMax, options.HistoryBytesMax);
        Status = new StatusBoard(
            new StoreStatus { Engine = "embedded", State = StoreState.Connecting, Since = options.Clock.GetUtcNow(), Location = location }, options.Clock, options.Log);
        if (open is not null) return;
        Begin(KeySpace.Empty);
        Recovered();
    }

    /// <summary>What happened lately.</summary>
    public WatchHistory History { get; }

    /// <summary>How it stands.</summary>
    public StatusBoard Status { get; }

    /// <summary>What has been acknowledged; null before the file was first read.</summary>
    public KeySpace? Published => _published;

    /// <summary>When <see cref="Process"/> has to be called, even if there is no write by then; on the clock of <see cref="NowMs"/>.</summary>
    public long DueMs => _usable ? _deadlines.NextMs : _retryMs;

    /// <summary>The time since the store was made.</summary>
    public long NowMs => (long)_options.Clock.GetElapsedTime(_origin).TotalMilliseconds;

    /// <summary>Opens the journal for the first time.</summary>
    /// <exception cref="CoordinationException">It is another process's and not to be waited for, or of another format or system.</exception>
    public void Open()
    {
        if (TryOpen() is not { } error) return;
        if (error.Fault == JournalFault.Incompatible) throw new CoordinationException(CoordinationFailure.Incompatible, error.Message, error);
        if (error.Fault == JournalFault.InUse && !_options.WaitForFile) throw new CoordinationException(CoordinationFailure.Unavailable, error.Message, error);
    }

    /// <summary>Ends leases whose time is over, does what is asked for, and answers.</summary>
    public void Process(IReadOnlyList<WriteRequest> requests)
    {
        if (!_usable && NowMs >= _retryMs) Retry();
        if (_published is not { } published)
        {
            Refuse(requests);
            return;
        }

        var group = new CommitGroup(published, _deadlines, NowMs, _options.StoreBytesMax);
        if (_usable) Expire(group);
        foreach (var request in requests)
        {
            if (_usable || !request.NeedsDisk) request.Do(group);
        }

        if (Write(group) is { } error)
        {
            Lose(error);
            foreach (var request in requests) Settle(request, error);
            return;
        }

        Publish(group);
        foreach (var request in requests)
        {
            if (_usable || !request.NeedsDisk) request.Answer();
            else request.Fail(Unavailable());
        }
    }

    /// <summary>Goes on after a defect in <see cref="Process"/>: what was to be done may have been, the file is opened again.</summary>
    public void Break(IReadOnlyList<WriteRequest> requests, Exception fault)
    {
        _options.Log.StoreFault(fault);
        var error = new JournalException(JournalFault.Unknown, $"{_location}: a defect; please report it: {fault.Message}", fault);
        Lose(error);
        foreach (var request in requests) request.Fail(new CoordinationException(CoordinationFailure.UnknownOutcome, error.Message, error));
    }

    /// <summary>Says that nothing can be done just now, and why.</summary>
    public CoordinationException Unavailable() => new(CoordinationFailure.Unavailable, Status.Current.Problem ?? $"{_location} is being opened; try again");

    /// <summary>Lets go of the file.</summary>
    public void Dispose()
    {
        Close();
        _claim?.Dispose();
    }

    private void Expire(CommitGroup group)
    {
        foreach (var lease in _deadlines.Over(NowMs, ExpiriesMax)) group.End(lease);
    }

    private JournalException? Write(CommitGroup group)
    {
        if (_journal is null || !group.Changed) return null;
        try
        {
            _journal.Commit(group, _sequence + 1);
            _sequence++;
            return null;
        }
        catch (JournalException e)
        {
            return e;
        }
    }

    private void Publish(CommitGroup group)
    {
        if (_usable) Status.Set(StoreState.Connected, problem: null);
        if (!group.Changed) return;
        foreach (var (lease, ttlSeconds) in group.Leases)
        {
            // Counted from now, later than the holder counts.
            if (ttlSeconds == 0) _deadlines.Remove(lease);
            else _deadlines.Set(lease, NowMs + (ttlSeconds * 1000L));
        }

        // Seen by readers before watches tell of it, so that who reacts to an event by a read finds what the event told.
        _published = group.Space;
        if (group.Revisions.Count == 0) return;
        foreach (var events in group.Revisions) History.Add(events);
        History.Publish();
    }

    private static void Settle(WriteRequest request, JournalException error)
    {
        if (!request.NeedsDisk) request.Answer();
        else if (error.Fault == JournalFault.Unknown && request.Wrote) request.Fail(new CoordinationException(CoordinationFailure.UnknownOutcome, error.Message, error));
        else request.Fail(new CoordinationException(CoordinationFailure.Unavailable, error.Message, error));
    }

    private void Refuse(IReadOnlyList<WriteRequest> requests)
    {
        foreach (var request in requests) request.Fail(Unavailable());
    }

    private void Lose(JournalException error)
    {
        _usable = false;
        // What a person has to solve is looked at less often.
        _retryMs = NowMs + ((long)_options.RetryAfter.TotalMilliseconds * (error.Fault == JournalFault.Incompatible ? PersonRetryFactor : 1));
        if (error.Broken) Close();
        var state = error.Fault == JournalFault.Incompatible ? StoreState.Refused : StoreState.Lost;
        if (!Status.Set(state, error.Message)) return;
        if (error.Fault == JournalFault.InUse && _options.WaitForFile) _options.Log.FileAwaited(_location);
        else _options.Log.FileLost(error.Message);
    }

    private void Retry()
    {
        if (_journal is null)
        {
            TryOpen();
            return;
        }

        try
        {
            _journal.Probe();
            Recovered();
        }
        catch (JournalException e)
        {
            Lose(e);
        }
    }

    private JournalException? TryOpen()
    {
        try
        {
            _journal = _open!();
            var content = _journal.Load();
            if (_published is null)
            {
                _sequence = content.Sequence;
                Begin(content.Space);
            }
            else if (content.Sequence != _sequence)
            {
                // A group whose end is not known is in the file, or the file is a new one: what was acknowledged is what counts.
                var sequence = Math.Max(_sequence, content.Sequence) + 1;
                _journal.Replace(new JournalContent(sequence, _published));
                _sequence = sequence;
            }

            Recovered();
            return null;
        }
        catch (JournalException e)
        {
            Lose(e);
            return e;
        }
    }

    // The first contact with the store: is it ours, and what is in it?
    private void Begin(KeySpace space)
    {
        var isNew = space.Entries.Count == 0 && space.Revision == KeySpace.Empty.Revision;
        var group = new CommitGroup(space, _deadlines, NowMs, _options.StoreBytesMax);
        if (isNew)
        {
            group.Commit(new Transaction { Then = [Operation.Put(StoreMarker.Key, new StoreMarker(_options.System, StoreMarker.CurrentFormat).ToBytes())] });
        }
        else
        {
            var marker = space.Find(StoreMarker.Key);
            var refusal = marker is null ? StoreMarker.NotOurs(_location) : StoreMarker.Refusal(marker.Value, _options.System, _location);
            if (refusal is not null) throw new JournalException(JournalFault.Incompatible, refusal);
        }

        if (Write(group) is { } error) throw error;
        // What happened at the revisions before this process is not known.
        History.Begin(space.Revision, isNew ? 1 : space.Revision + 1);
        foreach (var lease in space.Leases.Values) _deadlines.Set(lease.Id, NowMs + (lease.TtlSeconds * 1000L));
        _published = space;
        Publish(group);
    }

    private void Recovered()
    {
        _usable = true;
        var (version, warning) = (_journal?.Version, _journal?.Warning);
        if (warning is not null && warning != Status.Current.Warning) _options.Log.FileWarning(warning);
        if (Status.Set(StoreState.Connected, problem: null, status => status with { Version = version, Warning = warning ?? status.Warning }) && _journal is not null)
            _options.Log.FileOpen(_location, _published!.Revision);
    }

    private void Close()
    {
        _journal?.Dispose();
        _journal = null;
        // Before anything was acknowledged somebody else may as well have it.
        if (_published is null) _claim?.Dispose();
    }
}
