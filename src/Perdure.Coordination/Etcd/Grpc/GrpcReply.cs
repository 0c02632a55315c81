namespace Perdure.Coordination.Etcd.Grpc;

/// <summary>What became of a call.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Detail">What the other side, or the transport, said about it; empty when all is well.</param>
/// <param name="Sent">Whether any of the request may have left: false means for certain that nothing was done.</param>
/// <param name="Message">The answer, when the status is <see cref="GrpcStatus.Ok"/>.</param>
internal readonly record struct GrpcReply<T>(GrpcStatus Status, string Detail, bool Sent, T? Message)
    where T : class
{
    public static GrpcReply<T> Of(T message) => new(GrpcStatus.Ok, "", true, message);

    public static GrpcReply<T> Failed(GrpcStatus status, string detail, bool sent) => new(status, detail, sent, null);
}
