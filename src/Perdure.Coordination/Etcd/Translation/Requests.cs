using Google.Protobuf;
using Perdure.Coordination.Etcd.Protocol;
using Perdure.Coordination.Storage;
using Compare = Perdure.Coordination.Etcd.Protocol.Compare;

namespace Perdure.Coordination.Etcd.Translation;

/// <summary>Says in etcd's words what is asked for. Values are not copied. Thread-safe.</summary>
internal sealed class Requests(KeyMap keys)
{
    public RangeRequest Of(RangeQuery query) => new()
    {
        Key = keys.ToStored(query.Key),
        RangeEnd = query.Prefix ? keys.EndOf(query.Key) : ByteString.Empty,
        Limit = query.Limit,
        Serializable = query.Consistency == ReadConsistency.Serializable,
        SortTarget = query.Order == RangeOrder.Key ? RangeRequest.Types.SortTarget.Key : RangeRequest.Types.SortTarget.Create,
        SortOrder = query.Order switch
        {
            RangeOrder.CreateRevision => RangeRequest.Types.SortOrder.Ascend,
            RangeOrder.CreateRevisionDescending => RangeRequest.Types.SortOrder.Descend,
            _ => RangeRequest.Types.SortOrder.None,
        },
        MaxCreateRevision = query.MaxCreateRevision,
        KeysOnly = query.KeysOnly,
    };

    public PutRequest Of(PutOperation put) => new() { Key = keys.ToStored(put.Key), Value = UnsafeByteOperations.UnsafeWrap(put.Value), Lease = put.Lease };

    public DeleteRangeRequest Of(DeleteOperation delete) => new()
    {
        Key = keys.ToStored(delete.Key),
        RangeEnd = delete.Prefix ? keys.EndOf(delete.Key) : ByteString.Empty,
    };

    public TxnRequest Of(Transaction transaction)
    {
        var request = new TxnRequest();
        foreach (var guard in transaction.When) request.Compare.Add(Of(guard));
        foreach (var step in transaction.Then) request.Success.Add(Of(step));
        foreach (var step in transaction.Else) request.Failure.Add(Of(step));
        return request;
    }

    public WatchRequest Of(WatchQuery query, long fromRevision) => new()
    {
        CreateRequest = new WatchCreateRequest
        {
            Key = keys.ToStored(query.Key),
            RangeEnd = query.Prefix ? keys.EndOf(query.Key) : ByteString.Empty,
            StartRevision = fromRevision,
            ProgressNotify = true,
            Fragment = true,
        },
    };

    /// <summary>Puts the marker where nothing is, and reads it otherwise: a guard over a whole range holds while the range is empty.</summary>
    public TxnRequest Claim(byte[] marker)
    {
        var key = keys.ToStored(StoreMarker.Key);
        var request = new TxnRequest();
        request.Compare.Add(new Compare
        {
            Key = keys.ToStored(""),
            RangeEnd = keys.EndOf(""),
            Target = Compare.Types.CompareTarget.Create,
            Result = Compare.Types.CompareResult.Equal,
            CreateRevision = 0,
        });
        request.Success.Add(new RequestOp { RequestPut = new PutRequest { Key = key, Value = UnsafeByteOperations.UnsafeWrap(marker) } });
        request.Failure.Add(new RequestOp { RequestRange = new RangeRequest { Key = key } });
        return request;
    }

    private Compare Of(Storage.Compare guard)
    {
        var compare = new Compare
        {
            Key = keys.ToStored(guard.Key),
            Result = guard.Relation switch
            {
                CompareRelation.NotEqual => Compare.Types.CompareResult.NotEqual,
                CompareRelation.Less => Compare.Types.CompareResult.Less,
                CompareRelation.Greater => Compare.Types.CompareResult.Greater,
                _ => Compare.Types.CompareResult.Equal,
            },
        };
        switch (guard.Field)
        {
            case CompareField.CreateRevision:
                (compare.Target, compare.CreateRevision) = (Compare.Types.CompareTarget.Create, guard.Number);
                break;
            case CompareField.ModRevision:
                (compare.Target, compare.ModRevision) = (Compare.Types.CompareTarget.Mod, guard.Number);
                break;
            case CompareField.Version:
                (compare.Target, compare.Version) = (Compare.Types.CompareTarget.Version, guard.Number);
                break;
            case CompareField.Lease:
                (compare.Target, compare.Lease) = (Compare.Types.CompareTarget.Lease, guard.Number);
                break;
            default:
                (compare.Target, compare.Value) = (Compare.Types.CompareTarget.Value, UnsafeByteOperations.UnsafeWrap(guard.Value));
                break;
        }

        return compare;
    }

    private RequestOp Of(Operation step) => step switch
    {
        PutOperation put => new RequestOp { RequestPut = Of(put) },
        DeleteOperation delete => new RequestOp { RequestDeleteRange = Of(delete) },
        RangeOperation range => new RequestOp { RequestRange = Of(range.Query) },
        _ => throw new ArgumentException($"{step.GetType().Name} is no step that etcd knows", nameof(step)),
    };
}
