using System.Diagnostics.CodeAnalysis;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Deferral;

/// <summary>
/// How deferred requests and their answers are kept: three letters, a version, the fields in a fixed order, a checksum. Numbers are little-endian
/// base 128, texts are UTF-8 behind their length. Bytes that are not so are told, never believed: half a payment must not be sent. Pure.
/// </summary>
public static class DeferralFormat
{
    /// <summary>The version that is written, and the newest that is read.</summary>
    public const byte Version = 1;

    /// <summary>How many headers there may be.</summary>
    internal const int HeadersMax = 1_000;

    private static ReadOnlySpan<byte> Request => "PDR"u8;

    private static ReadOnlySpan<byte> Answer => "PDA"u8;

    /// <summary>A request as bytes.</summary>
    public static byte[] Encode(DeferredRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var to = new CapsuleWriter(Request, Version, request.Body.Length + 1_024);
        to.Text(request.Route);
        to.Text(request.Method);
        to.Text(request.Target);
        to.Text(request.RequestId);
        to.Text(request.Client);
        to.Text(request.Forwarded.For);
        to.Text(request.Forwarded.Proto);
        to.Text(request.Forwarded.Host);
        to.Text(request.Forwarded.Standard);
        to.Number((ulong)request.AcceptedAtMs);
        to.Headers(request.Headers);
        to.Number(request.HasBody ? 1UL : 0);
        to.Bytes(request.Body.Span);
        return to.End();
    }

    /// <summary>A request from bytes.</summary>
    /// <param name="bytes">The bytes; the body stays in them.</param>
    /// <param name="request">The request.</param>
    /// <param name="error">What is wrong with the bytes, for people to read; it never shows any of them.</param>
    public static bool TryDecode(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out DeferredRequest? request, [NotNullWhen(false)] out string? error)
    {
        request = null;
        var from = new CapsuleReader(bytes, Request, Version, "deferred request");
        var read = new DeferredRequest
        {
            Route = from.Text(),
            Method = from.Text(),
            Target = from.Text(),
            RequestId = from.Text(),
            Client = from.Text(),
            Forwarded = new ForwardedValues(from.Text(), from.Text(), from.Text(), from.Text()),
            AcceptedAtMs = (long)from.Number(long.MaxValue),
            Headers = from.Headers(),
            HasBody = from.Number(1) == 1,
            Body = from.Bytes(),
        };
        if (!from.End(out error))
            return false;
        request = read;
        return true;
    }

    /// <summary>An answer as bytes.</summary>
    public static byte[] Encode(DeferredAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var to = new CapsuleWriter(Answer, Version, answer.Body.Length + 512);
        to.Number((ulong)answer.Status);
        to.Headers(answer.Headers);
        to.Number(answer.BodyDropped ? 1UL : 0);
        to.Bytes(answer.Body.Span);
        to.Bytes(answer.Proof.Span);
        return to.End();
    }

    /// <summary>An answer from bytes.</summary>
    /// <param name="bytes">The bytes; the body stays in them.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="error">What is wrong with the bytes, for people to read; it never shows any of them.</param>
    public static bool TryDecode(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out DeferredAnswer? answer, [NotNullWhen(false)] out string? error)
    {
        answer = null;
        var from = new CapsuleReader(bytes, Answer, Version, "answer of a deferred request");
        var read = new DeferredAnswer
        {
            Status = (int)from.Number(999),
            Headers = from.Headers(),
            BodyDropped = from.Number(1) == 1,
            Body = from.Bytes(),
            Proof = from.Bytes(),
        };
        if (!from.End(out error))
            return false;
        answer = read;
        return true;
    }
}
