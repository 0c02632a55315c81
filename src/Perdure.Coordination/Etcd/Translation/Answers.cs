using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Perdure.Coordination.Etcd.Protocol;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Etcd.Translation;

/// <summary>Says in the callers' words what etcd answered. Values are not copied. Thread-safe.</summary>
internal sealed class Answers(KeyMap keys)
{
    public RangeResult Of(RangeResponse response, long revision)
    {
        var entries = new Entry[response.Kvs.Count];
        for (var i = 0; i < entries.Length; i++) entries[i] = Of(response.Kvs[i]);
        return new RangeResult(revision, ImmutableCollectionsMarshal.AsImmutableArray(entries), response.More);
    }

    public TransactionResult Of(TxnResponse response)
    {
        var revision = response.Header.Revision;
        ImmutableArray<RangeResult>.Builder? ranges = null;
        var deleted = 0L;
        foreach (var step in response.Responses)
        {
            switch (step.ResponseCase)
            {
                case ResponseOp.ResponseOneofCase.ResponseRange:
                    (ranges ??= ImmutableArray.CreateBuilder<RangeResult>()).Add(Of(step.ResponseRange, revision));
                    break;
                case ResponseOp.ResponseOneofCase.ResponseDeleteRange:
                    deleted += step.ResponseDeleteRange.Deleted;
                    break;
            }
        }

        return new TransactionResult(response.Succeeded, revision, ranges?.ToImmutable() ?? [], deleted);
    }

    public Entry Of(KeyValue found) =>
        new(keys.ToKey(found.Key), found.Value.Memory, found.CreateRevision, found.ModRevision, found.Version, found.Lease);

    public WatchEvent Of(Event happened) => new(happened.Type == Event.Types.EventType.Delete, Of(happened.Kv));
}
