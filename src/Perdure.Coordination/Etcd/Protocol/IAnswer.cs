namespace Perdure.Coordination.Etcd.Protocol;

/// <summary>Every answer of etcd has a header that says who answered, and when in the history of the store.</summary>
internal interface IAnswer
{
    /// <summary>Null in a message that lacks it.</summary>
    ResponseHeader? Header { get; }
}

internal sealed partial class RangeResponse : IAnswer;

internal sealed partial class PutResponse : IAnswer;

internal sealed partial class DeleteRangeResponse : IAnswer;

internal sealed partial class TxnResponse : IAnswer;

internal sealed partial class LeaseGrantResponse : IAnswer;

internal sealed partial class LeaseRevokeResponse : IAnswer;

internal sealed partial class LeaseKeepAliveResponse : IAnswer;

internal sealed partial class AuthenticateResponse : IAnswer;

internal sealed partial class CompactionResponse : IAnswer;

internal sealed partial class StatusResponse : IAnswer;

internal sealed partial class WatchResponse : IAnswer;
