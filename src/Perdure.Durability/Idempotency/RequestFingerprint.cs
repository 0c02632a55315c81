using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Perdure.Durability.Idempotency;

/// <summary>
/// What a request asks for, as 32 bytes: SHA-256 over method, target, content type and body, each with its length before it, so that no two requests can be
/// told as one by moving bytes from one part to the next. Used by one thread at a time.
/// </summary>
public sealed class RequestFingerprint : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _bodyBytes;

    /// <summary>Begins with the head of the request.</summary>
    public RequestFingerprint(string method, string target, string? contentType)
    {
        Append(method);
        Append(target);
        Append(contentType ?? "");
    }

    /// <summary>Adds a piece of the body; how the body is cut into pieces makes no difference.</summary>
    public void AppendBody(ReadOnlySpan<byte> piece)
    {
        _hash.AppendData(piece);
        _bodyBytes += piece.Length;
    }

    /// <summary>Ends it.</summary>
    public byte[] Finish()
    {
        Append(_bodyBytes);
        return _hash.GetHashAndReset();
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Append(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Append(bytes.Length);
        _hash.AppendData(bytes);
    }

    private void Append(long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        _hash.AppendData(bytes);
    }
}
