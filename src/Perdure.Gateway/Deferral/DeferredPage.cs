using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Perdure.Durability.Storage;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Hosting;

namespace Perdure.Gateway.Deferral;

/// <summary>The page of a deferred request on the listeners: how it stands with it, and the service's answer once there is one.</summary>
internal sealed class DeferredPage(GatewayCore core)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether the request is for such a page.</summary>
    public static bool Takes(Exchange exchange) => exchange.Target.StartsWith(DeferTicket.Path, StringComparison.Ordinal);

    /// <summary>Answers it.</summary>
    public async ValueTask<Outcome> AnswerAsync(Exchange exchange)
    {
        if (exchange.Request.Method is not ("GET" or "HEAD"))
            return Outcome.Failed(OutcomeKind.BadRequest, Problems.OnlyToBeRead);
        var id = exchange.Target.AsMemory(DeferTicket.Path.Length);
        if (exchange.Target.IndexOf('?', StringComparison.Ordinal) is var query and >= 0)
            id = exchange.Target.AsMemory(DeferTicket.Path.Length..query);
        if (!DeferTicket.TryRead(id.Span, out var name, out var proof))
            return Outcome.Failed(OutcomeKind.BadRequest, Problems.NotDeferred);
        if (core.Durable?.Store is not { } store)
            return Outcome.Failed(OutcomeKind.Unavailable, Problems.DeferredNotReadable);
        Job? job;
        try
        {
            job = await store.Jobs.GetAsync(name, exchange.Lifetime.RequestAborted);
        }
        catch (DurabilityException)
        {
            return Outcome.Failed(OutcomeKind.Unavailable, Problems.DeferredNotReadable);
        }
        catch (OperationCanceledException) when (exchange.Lifetime.RequestAborted.IsCancellationRequested)
        {
            return Outcome.ClientGone;
        }

        // Who guesses must not learn whether there is such a job.
        if (job is null || !DeferTicket.Fits(job, proof, out var answer))
            return Outcome.Failed(OutcomeKind.BadRequest, Problems.NotDeferred);
        await WriteAsync(exchange, id.ToString(), job.Info, answer);
        return Outcome.Answered(StatusCodes.Status200OK);
    }

    private ValueTask WriteAsync(Exchange exchange, string id, JobInfo job, DeferredAnswer? answer)
    {
        var headers = exchange.Response.Headers;
        headers.CacheControl = "no-store";
        headers["X-Request-Id"] = exchange.RequestId;
        if (job.State is JobState.Pending or JobState.Claimed)
            headers.RetryAfter = RetryAfter(job);
        if (exchange.Closing)
            headers.Connection = "close";
        return DeferredJson.WriteAsync(exchange, json => Write(json, id, job, answer));
    }

    private string RetryAfter(JobInfo job)
    {
        var waitMs = job.DueAtMs - core.Time.GetUtcNow().ToUnixTimeMilliseconds();
        return Math.Clamp((waitMs + 999) / 1_000, 1, 60).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Write(Utf8JsonWriter json, string id, JobInfo job, DeferredAnswer? answer)
    {
        json.WriteString("id", id);
        json.WriteString("state", StateOf(job.State));
        json.WriteNumber("attempts", job.Attempts);
        json.WriteString("acceptedAt", DateTimeOffset.FromUnixTimeMilliseconds(job.EnqueuedAtMs));
        if (job.State == JobState.Pending)
            json.WriteString("nextTry", DateTimeOffset.FromUnixTimeMilliseconds(job.DueAtMs));
        if (job.FinishedAtMs > 0)
            json.WriteString("finishedAt", DateTimeOffset.FromUnixTimeMilliseconds(job.FinishedAtMs));
        if (job.LastError is { } error)
            json.WriteString("lastError", error);
        if (answer is not null)
            Write(json, answer);
    }

    private static void Write(Utf8JsonWriter json, DeferredAnswer answer)
    {
        json.WriteStartObject("answer");
        json.WriteNumber("status", answer.Status);
        json.WriteStartObject("headers");
        foreach (var named in answer.Headers.GroupBy(static header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            json.WriteStartArray(named.Key);
            foreach (var (_, value) in named)
                json.WriteStringValue(value);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        if (answer.BodyDropped)
            json.WriteBoolean("bodyDropped", true);
        else if (TextOf(answer.Body) is { } text)
            json.WriteString("body", text);
        else
            json.WriteBase64String("bodyBase64", answer.Body.Span);
        json.WriteEndObject();
    }

    private static string? TextOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Strict.GetString(body.Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string StateOf(JobState state) => state switch
    {
        JobState.Pending => "pending",
        JobState.Claimed => "running",
        JobState.Done => "done",
        _ => "dead",
    };
}
