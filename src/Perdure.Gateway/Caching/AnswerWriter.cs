using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Caching;

/// <summary>Writes an answer from memory to the client. A short one costs no allocation but what the headers take in the server.</summary>
internal static class AnswerWriter
{
    private const int PieceBytes = 32 * 1024;

    /// <summary>Answers with a stored answer; 304 when the client has it already.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="age">The value of <c>Age</c>.</param>
    /// <param name="cacheStatus">The value of <c>Cache-Status</c>.</param>
    /// <param name="outcome">How the request ends when the client takes all of it.</param>
    public static ValueTask<Outcome> WriteAsync(Exchange exchange, StoredAnswer answer, string age, string cacheStatus, OutcomeKind outcome)
    {
        var request = exchange.Request.Headers;
        var notModified = answer.Status == 200 && (request.IfNoneMatch.Count > 0 || request.IfModifiedSince.Count > 0)
            && Preconditions.HasIt(request.IfNoneMatch, request.IfModifiedSince, answer.ETag, answer.LastModified);
        var status = notModified ? 304 : answer.Status;
        var response = exchange.Response;
        response.StatusCode = status;
        var headers = response.Headers;
        foreach (var (name, value) in answer.Headers)
        {
            if (!notModified || GoesWith304(name))
                headers[name] = value;
        }

        headers.Age = age;
        Mark(headers, cacheStatus);
        if (exchange.Closing)
            headers.Connection = "close";
        if (notModified || status == 204)
            return new ValueTask<Outcome>(new Outcome(outcome, status, null));
        headers.ContentLength = answer.Body.Length;
        return BodyAsync(exchange, answer.Body, new Outcome(outcome, status, null));
    }

    /// <summary>Writes a body, unless only the head was asked for. The head with its length is set.</summary>
    public static ValueTask<Outcome> BodyAsync(Exchange exchange, ReadOnlyMemory<byte> body, Outcome outcome)
    {
        if (body.Length == 0 || exchange.Request.Method == "HEAD")
            return new ValueTask<Outcome>(outcome);
        if (body.Length > PieceBytes)
            return LongBodyAsync(exchange, body, outcome);
        // The server sends it in one piece with the head when the request ends.
        var writer = exchange.ResponseBody.Writer;
        body.Span.CopyTo(writer.GetSpan(body.Length));
        writer.Advance(body.Length);
        exchange.Notes.BytesOut += body.Length;
        return new ValueTask<Outcome>(outcome);
    }

    /// <summary>Adds the cache's own member to what the caches before it have said (RFC 9211, section 2).</summary>
    public static void Mark(IHeaderDictionary headers, string cacheStatus) =>
        headers["Cache-Status"] = headers.TryGetValue("Cache-Status", out var before) ? StringValues.Concat(before, cacheStatus) : cacheStatus;

    /// <summary>Whether a header goes with 304 (RFC 9110, section 15.4.5).</summary>
    public static bool GoesWith304(string name) => name.Length switch
    {
        4 => name.Equals("Date", StringComparison.OrdinalIgnoreCase) || name.Equals("ETag", StringComparison.OrdinalIgnoreCase)
            || name.Equals("Vary", StringComparison.OrdinalIgnoreCase),
        7 => name.Equals("Expires", StringComparison.OrdinalIgnoreCase),
        12 => name.Equals("Cache-Status", StringComparison.OrdinalIgnoreCase),
        13 => name.Equals("Cache-Control", StringComparison.OrdinalIgnoreCase) || name.Equals("Last-Modified", StringComparison.OrdinalIgnoreCase),
        16 => name.Equals("Content-Location", StringComparison.OrdinalIgnoreCase),
        _ => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase),
    };

    private static async ValueTask<Outcome> LongBodyAsync(Exchange exchange, ReadOnlyMemory<byte> body, Outcome outcome)
    {
        var writer = exchange.ResponseBody.Writer;
        exchange.Notes.FirstByteUs = exchange.Clock.NowUs;
        try
        {
            while (body.Length > 0)
            {
                var piece = Math.Min(body.Length, PieceBytes);
                body.Span[..piece].CopyTo(writer.GetSpan(piece));
                writer.Advance(piece);
                exchange.Notes.BytesOut += piece;
                body = body[piece..];
                var flushing = writer.FlushAsync(exchange.Timer.Token);
                if (!flushing.IsCompleted)
                    exchange.ArmForReader();
                var flush = await flushing;
                if (flush.IsCompleted || flush.IsCanceled)
                    return Gone(exchange);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or InvalidOperationException)
        {
            return Gone(exchange);
        }

        exchange.Timer.Disarm();
        return outcome;
    }

    private static Outcome Gone(Exchange exchange)
    {
        exchange.CutOff();
        return Outcome.ClientGone;
    }
}
