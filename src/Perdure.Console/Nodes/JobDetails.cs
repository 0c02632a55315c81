using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Perdure.Console.Durability;
using Perdure.Console.Json;
using Perdure.Durability.Storage;

namespace Perdure.Console.Nodes;

/// <summary>A job as the admin API shows it.</summary>
public sealed record JobDetails
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its queue.</summary>
    public required string Queue { get; init; }

    /// <summary><c>pending</c>, <c>claimed</c>, <c>done</c> or <c>dead</c>.</summary>
    public required string State { get; init; }

    /// <summary>How often it was leased (and not released).</summary>
    public required int Attempts { get; init; }

    /// <summary>When it was enqueued.</summary>
    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>Of a pending job: from when it may be leased.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Of a claimed job: until when.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Of a claimed job: by whom.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Worker { get; init; }

    /// <summary>Of a done or dead job: since when.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>What went wrong last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LastError { get; init; }

    /// <summary>Its group.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Group { get; init; }

    /// <summary>Its dedupe key.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DedupeKey { get; init; }

    /// <summary>The size of its payload as it was enqueued.</summary>
    public required int PayloadBytes { get; init; }

    /// <summary>Its headers; only where its content is shown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Its payload, when it is text; only where its content is shown, and not of a done job.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Payload { get; init; }

    /// <summary>Its payload, when it is not text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? PayloadBase64 { get; init; }

    /// <summary>Of a done job: what it was completed with, when it is text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Result { get; init; }

    /// <summary>Of a done job: what it was completed with, when it is not text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? ResultBase64 { get; init; }

    /// <summary>What a deferred request is; only where a job is shown by itself, and not of a done one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DeferredRequestDetails? Request { get; init; }

    /// <summary>What a deferred request was answered; only of a done one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DeferredAnswerDetails? Answer { get; init; }

    /// <summary>A job without its content.</summary>
    internal static JobDetails Of(JobInfo job) => new()
    {
        Id = job.Id,
        Queue = job.Queue,
        State = KebabCase.Of(job.State),
        Attempts = job.Attempts,
        EnqueuedAt = DateTimeOffset.FromUnixTimeMilliseconds(job.EnqueuedAtMs),
        DueAt = At(job.DueAtMs),
        LeaseUntil = At(job.LeaseUntilMs),
        Worker = job.Worker,
        FinishedAt = At(job.FinishedAtMs),
        LastError = job.LastError,
        Group = job.Group,
        DedupeKey = job.DedupeKey,
        PayloadBytes = job.PayloadBytes,
    };

    /// <summary>A job with its content; a deferred request without it unless it is asked for.</summary>
    internal static JobDetails Of(Job job, bool content)
    {
        var done = job.Info.State == JobState.Done;
        var (payload, payloadBase64) = done ? (null, null) : Contents.Show(job.Payload);
        var (result, resultBase64) = done ? Contents.Show(job.Result) : (null, null);
        var shown = Of(job.Info) with
        {
            Headers = HeadersOf(job.Headers),
            Payload = payload,
            PayloadBase64 = payloadBase64,
            Result = result,
            ResultBase64 = resultBase64,
        };
        return DeferredView.Of(job, shown, content);
    }

    /// <summary>Headers as JSON has them: the last of a name counts.</summary>
    internal static IReadOnlyDictionary<string, string>? HeadersOf(ImmutableArray<KeyValuePair<string, string>> headers)
    {
        if (headers.IsDefaultOrEmpty)
            return null;
        var named = new Dictionary<string, string>();
        foreach (var (name, value) in headers)
            named[name] = value;
        return named;
    }

    private static DateTimeOffset? At(long ms) => ms == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
