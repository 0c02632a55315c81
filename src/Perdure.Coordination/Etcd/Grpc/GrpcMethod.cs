using Google.Protobuf;

namespace Perdure.Coordination.Etcd.Grpc;

/// <summary>A method of the other side.</summary>
/// <param name="Index">Its place in the table of addresses of a connection.</param>
/// <param name="Path">Where it is called.</param>
/// <param name="Parser">How its answers are read.</param>
internal sealed record GrpcMethod<T>(int Index, string Path, MessageParser<T> Parser)
    where T : class, IMessage<T>;
