using System.Collections.Immutable;
using Perdure.Console.Nodes;
using Perdure.Durability.Storage;
using Perdure.Gateway.Deferral;

namespace Perdure.Console.Durability;

/// <summary>Deferred requests for people to read. What they were sent with, credentials above all, is shown only with the content. Pure.</summary>
internal static class DeferredView
{
    /// <summary>The job as it is shown; as it came when it is no deferred request.</summary>
    /// <param name="job">The job.</param>
    /// <param name="shown">What is shown of any job.</param>
    /// <param name="content">Whether its content is shown.</param>
    public static JobDetails Of(Job job, JobDetails shown, bool content)
    {
        if (job.Info.State == JobState.Done)
            return DeferralFormat.TryDecode(job.Result, out DeferredAnswer? answer, out _) ? shown with { Result = null, ResultBase64 = null, Answer = Of(answer, content) } : shown;
        if (!DeferMarks.Has(job.Headers))
            return shown;
        var plain = shown with { Headers = null, Payload = null, PayloadBase64 = null, DedupeKey = null, Request = Marked(job.Headers) };
        if (!content)
            return plain;
        return DeferralFormat.TryDecode(job.Payload, out DeferredRequest? request, out var error)
            ? plain with { Request = Of(request) }
            : plain with { Payload = shown.Payload, PayloadBase64 = shown.PayloadBase64, Request = plain.Request! with { Unreadable = error } };
    }

    /// <summary>Whether there is something in it that only operators see.</summary>
    public static bool IsSecret(Job job) => job.Info.State == JobState.Done
        ? DeferralFormat.TryDecode(job.Result, out DeferredAnswer? _, out _)
        : DeferMarks.Has(job.Headers);

    private static DeferredRequestDetails Marked(ImmutableArray<KeyValuePair<string, string>> headers) => new()
    {
        Route = DeferMarks.Find(headers, DeferMarks.Route),
        Method = DeferMarks.Find(headers, DeferMarks.Method),
        Target = DeferMarks.Find(headers, DeferMarks.Path),
    };

    private static DeferredRequestDetails Of(DeferredRequest request)
    {
        var (body, base64) = Contents.Show(request.Body);
        return new DeferredRequestDetails
        {
            Route = request.Route,
            Method = request.Method,
            Target = request.Target,
            RequestId = request.RequestId,
            Client = request.Client,
            Headers = Joined(request.Headers),
            Body = body,
            BodyBase64 = base64,
        };
    }

    private static DeferredAnswerDetails Of(DeferredAnswer answer, bool content)
    {
        var shown = new DeferredAnswerDetails { Status = answer.Status, BodyBytes = answer.Body.Length };
        if (!content)
            return shown;
        var (body, base64) = Contents.Show(answer.Body);
        return shown with { Headers = Joined(answer.Headers), Body = body, BodyBase64 = base64 };
    }

    private static Dictionary<string, string> Joined(ImmutableArray<KeyValuePair<string, string>> headers) => headers
        .GroupBy(static header => header.Key, static header => header.Value, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(static named => named.Key, static named => string.Join(", ", named));
}
