using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Perdure.Console.Agreement;
using Perdure.Durability.Checkpoints;
using Perdure.Durability.Storage;

namespace Perdure.Console.Durability;

/// <summary><c>/api/v1/checkpoints</c>: how far the jobs of services have come. The body is the checkpoint as it is.</summary>
internal static class CheckpointApi
{
    private const string Root = "/api/v1/checkpoints";
    private const string One = Root + "/{job}";
    private const string TokenHeader = "Fencing-Token";

    /// <summary>Adds the pages.</summary>
    public static void Map(DurabilityApi.Pages pages)
    {
        pages.Get(Root, async call =>
        {
            var all = await call.Store.Checkpoints.ListAsync(call.Query("after"), call.Max(DurableLimits.PageDefault), call.Ended);
            await ListAsync(call, all);
        });
        pages.Get(One, ShowAsync);
        pages.Get(One + "/history", async call => await ListAsync(call, await call.Store.Checkpoints.HistoryAsync(Job(call), call.Ended)));
        pages.Change("PUT", One, StoreLimits.CheckpointBytesMax, async call =>
        {
            var (job, condition, token) = (Job(call), Condition(call), Token(call));
            var store = call.Store.Checkpoints;
            var data = await ReadAsync(call);
            await WrittenAsync(call, await store.PutAsync(job, data, condition, token, call.Ended));
        });
        pages.Change("DELETE", One, DurableLimits.BodyBytesMax, async call =>
            await WrittenAsync(call, await call.Store.Checkpoints.DeleteAsync(Job(call), Condition(call), Token(call), call.Ended)));
    }

    private static async Task ShowAsync(DurableCall call)
    {
        var (job, response) = (Job(call), call.Context.Response);
        var checkpoint = await call.Store.Checkpoints.GetAsync(job, call.Query("etag"), call.Ended) ?? throw DurableProblems.UnknownCheckpoint(job);
        var etag = EntityTags.Format(checkpoint.Info.ETag);
        response.Headers.ETag = etag;
        response.Headers.LastModified = DateTimeOffset.FromUnixTimeMilliseconds(checkpoint.Info.WrittenAtMs).ToString("R", CultureInfo.InvariantCulture);
        if (checkpoint.Info.FencingToken > 0)
            response.Headers[TokenHeader] = checkpoint.Info.FencingToken.ToString(CultureInfo.InvariantCulture);
        if (call.Context.Request.Headers.IfNoneMatch.ToString() == etag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/octet-stream";
        response.ContentLength = checkpoint.Data.Length;
        if (HttpMethods.IsHead(call.Context.Request.Method))
            await response.StartAsync(call.Ended);
        else
            await response.Body.WriteAsync(checkpoint.Data, call.Ended);
    }

    private static Task ListAsync(DurableCall call, IReadOnlyList<CheckpointInfo> all) =>
        call.AnswerAsync(new CheckpointListAnswer([.. all.Select(CheckpointAnswer.Of)]), DurableWire.Default.CheckpointListAnswer);

    private static Task WrittenAsync(DurableCall call, CheckpointWrite write)
    {
        var etag = write.Outcome == CheckpointOutcome.Fenced ? null : write.ETag;
        if (etag is not null)
            call.Context.Response.Headers.ETag = EntityTags.Format(etag);
        return write.Outcome switch
        {
            CheckpointOutcome.Fenced => throw DurableProblems.Fenced(write.FencingToken),
            CheckpointOutcome.PreconditionFailed => throw DurableProblems.PreconditionFailed(write.ETag),
            _ => call.DoneAsync(),
        };
    }

    // A slash, which stays as it was sent, would name another checkpoint to whoever decodes it.
    private static string Job(DurableCall call)
    {
        var job = call.Part("job");
        return job.Contains("%2F", StringComparison.OrdinalIgnoreCase) ? throw RefusedException.Invalid("The name of a job has no slash; take a dot or a colon.") : job;
    }

    private static CheckpointCondition Condition(DurableCall call)
    {
        var headers = call.Context.Request.Headers;
        var (match, none) = (headers.IfMatch is [var one] ? one : Several(headers.IfMatch.Count), headers.IfNoneMatch is [var other] ? other : Several(headers.IfNoneMatch.Count));
        return EntityTags.TryParse(match, none, out var condition, out var error) ? condition : throw RefusedException.Invalid($"{error}.");
    }

    private static string? Several(int count) => count == 0 ? null : throw RefusedException.Invalid("If-Match and If-None-Match are sent once.");

    private static long? Token(DurableCall call)
    {
        var sent = call.Context.Request.Headers[TokenHeader];
        if (sent.Count == 0)
            return null;
        return long.TryParse(sent.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var token)
            ? token
            : throw RefusedException.Invalid($"{TokenHeader}: expected a whole number, at least 1.");
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(DurableCall call)
    {
        var buffer = new ArrayBufferWriter<byte>((int)Math.Clamp(call.Context.Request.ContentLength ?? 0, 256, StoreLimits.CheckpointBytesMax));
        while (true)
        {
            var read = await call.Context.Request.Body.ReadAsync(buffer.GetMemory(), call.Ended);
            if (read == 0)
                return buffer.WrittenMemory;
            buffer.Advance(read);
        }
    }
}
