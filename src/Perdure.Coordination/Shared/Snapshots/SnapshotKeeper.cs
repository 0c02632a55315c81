using Perdure.Coordination.Shared.Configuration;

namespace Perdure.Coordination.Shared.Snapshots;

/// <summary>Writes the file when there is something new. A disk that does not take it stops nothing: it is said and tried again.</summary>
internal sealed class SnapshotKeeper(SharedStateOptions options, SharedLedger ledger, ConfigurationFeed feed)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private SharedPicture? _kept;
    private ConfigurationPicture? _keptConfiguration;
    private string? _problem;

    /// <summary>Why the file is not what it should be; null while it is.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    public async Task KeepAsync()
    {
        await _gate.WaitAsync();
        try
        {
            var picture = ledger.Picture;
            var configuration = feed.Picture;
            if (IsKept(picture) && ReferenceEquals(configuration, _keptConfiguration)) return;
            SnapshotFile.Write(options.SnapshotFile, SnapshotFile.Of(picture, feed.Texts, options.Clock.GetUtcNow()));
            _kept = picture;
            _keptConfiguration = configuration;
            Volatile.Write(ref _problem, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var problem = $"The last known state cannot be written to {options.SnapshotFile}: {e.Message} Make room, or let Perdure write there.";
            if (Interlocked.Exchange(ref _problem, problem) != problem) CoordinationLog.SnapshotUnwritable(options.Log, options.SnapshotFile, e.Message);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Whether only the revision is new: not worth a write.</summary>
    private bool IsKept(SharedPicture picture) => _kept is not null && ReferenceEquals(_kept.Known, picture.Known) &&
        ReferenceEquals(_kept.Pending, picture.Pending) && ReferenceEquals(_kept.Answers, picture.Answers);
}
