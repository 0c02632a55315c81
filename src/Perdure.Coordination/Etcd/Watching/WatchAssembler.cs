using System.Collections.Immutable;
using Perdure.Coordination.Etcd.Protocol;
using Perdure.Coordination.Etcd.Translation;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Etcd.Watching;

/// <summary>
/// Makes whole batches of what the streams of a watch bring: what was delivered is dropped, and a revision that comes in fragments is held
/// back until all of it is there, so that a resume from the next revision leaves no part of one out. Pure; used by one at a time.
/// </summary>
internal sealed class WatchAssembler(Answers answers, long fromRevision)
{
    /// <summary>The watch id of answers to requests for progress, which are for the whole stream.</summary>
    private const long WholeStream = -1;

    private readonly List<Event> _held = [];
    private bool _begun;

    /// <summary>Everything up to here was delivered; −1 while it is not known where the watch begins.</summary>
    public long Delivered { get; private set; } = fromRevision - 1;

    /// <summary>Where a stream has to begin; 0 for what comes after now.</summary>
    public long Next => Delivered + 1;

    /// <summary>A stream has begun. Returns the first batch, the first time.</summary>
    /// <param name="revision">The revision of the member at that moment.</param>
    /// <param name="known">The revision that was known before: a member that lags behind must not deliver as new what the caller may have read.</param>
    public WatchBatch? Begin(long revision, long known)
    {
        _held.Clear();
        var now = Math.Max(revision, known);
        if (Delivered < 0) Delivered = now;
        if (_begun) return null;
        _begun = true;
        return new WatchBatch(Math.Min(now, Delivered), []);
    }

    /// <summary>Takes what came. Returns a batch, or null while there is none.</summary>
    /// <param name="response">What came; neither created nor cancelled.</param>
    /// <param name="progressOrdered">Whether answers to requests for progress come in order with events.</param>
    public WatchBatch? Take(WatchResponse response, bool progressOrdered)
    {
        if (response.Events.Count == 0 && !response.Fragment && _held.Count == 0) return TakeProgress(response, progressOrdered);
        foreach (var happened in response.Events)
        {
            if (happened.Kv.ModRevision > Delivered) _held.Add(happened);
        }

        if (_held.Count == 0) return null;
        var last = _held[^1].Kv.ModRevision;
        var whole = response.Fragment ? _held.FindIndex(happened => happened.Kv.ModRevision == last) : _held.Count;
        if (whole == 0) return null;

        var events = ImmutableArray.CreateBuilder<WatchEvent>(whole);
        for (var i = 0; i < whole; i++) events.Add(answers.Of(_held[i]));
        _held.RemoveRange(0, whole);
        Delivered = response.Fragment ? last - 1 : last;
        return new WatchBatch(Delivered, events.MoveToImmutable());
    }

    private WatchBatch? TakeProgress(WatchResponse response, bool progressOrdered)
    {
        if (response.Header.Revision <= Delivered || (response.WatchId == WholeStream && !progressOrdered)) return null;
        Delivered = response.Header.Revision;
        return new WatchBatch(Delivered, []);
    }
}
