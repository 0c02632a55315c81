using Perdure.Coordination.Etcd.Endpoints;
using Perdure.Coordination.Etcd.Grpc;
using Perdure.Coordination.Etcd.Protocol;

namespace Perdure.Coordination.Etcd.Calls;

/// <summary>
/// The token of the authenticated user. A token of etcd ends when it was not used for five minutes, when its member restarts, and when users
/// or roles change: then it is got anew, once for all who wait. Thread-safe.
/// </summary>
internal sealed class TokenSource(EtcdOptions options)
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile string? _token;
    private volatile bool _notChecked;

    /// <summary>The token in use; null while there is none.</summary>
    public string? Current => _token;

    /// <summary>Whether calls need a token that is not there yet.</summary>
    public bool Missing => _token is null && options.User is not null && !_notChecked;

    /// <summary>Whether a user is configured, but etcd does not check users.</summary>
    public bool NotChecked => _notChecked;

    /// <summary>Gets another token than the stale one.</summary>
    public async ValueTask<(GrpcStatus Status, string Detail)> RefreshAsync(Endpoint endpoint, string? stale, CancellationToken cancellationToken)
    {
        try
        {
            await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return (GrpcStatus.TimedOut, "no answer in time");
        }

        try
        {
            if (_token is not null && _token != stale) return (GrpcStatus.Ok, "");
            var request = new AuthenticateRequest { Name = options.User ?? "", Password = options.Password ?? "" };
            var reply = await endpoint.Connection.CallAsync(Rpc.Authenticate, request, default, cancellationToken).ConfigureAwait(false);
            _notChecked = reply.Status == GrpcStatus.FailedPrecondition && reply.Detail.Contains("authentication is not enabled", StringComparison.Ordinal);
            _token = reply.Message?.Token;
            return _notChecked ? (GrpcStatus.Ok, "") : (reply.Status, reply.Detail);
        }
        finally
        {
            _one.Release();
        }
    }
}
