namespace Perdure.Gateway.Answers;

/// <summary>
/// One kind of answer that the gateway gives by itself: RFC 9457 problem details with a stable type, and the error's name in
/// <c>Proxy-Status</c> (RFC 9209). The kinds are listed in <see cref="Problems"/>.
/// </summary>
/// <param name="Name">The last part of the problem's type, <c>urn:perdure:problem:NAME</c>.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="GrpcStatus">What a gRPC client is told instead (grpc.github.io, status codes).</param>
/// <param name="ProxyError">The error type of RFC 9209, section 2.3.</param>
/// <param name="Title">One line for people.</param>
/// <param name="Detail">What it means and what to do next.</param>
public sealed record Problem(string Name, int Status, int GrpcStatus, string ProxyError, string Title, string Detail)
{
    /// <summary>The problem's type: a URN that never changes for this kind.</summary>
    public string Type { get; } = "urn:perdure:problem:" + Name;
}
