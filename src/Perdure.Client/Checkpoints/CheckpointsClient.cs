using System.Globalization;
using Perdure.Client.Transport;

namespace Perdure.Client.Checkpoints;

/// <summary>
/// How far long jobs have come, so that whoever goes on with one resumes where it stopped. Thread-safe. Every method throws
/// <see cref="PerdureException"/>.
/// </summary>
/// <remarks>Each node keeps its own checkpoints: name one node alone in the client's options.</remarks>
public sealed class CheckpointsClient
{
    private readonly NodeConnections _nodes;

    internal CheckpointsClient(NodeConnections nodes) => _nodes = nodes;

    /// <summary>The current checkpoint of a job, or with <paramref name="etag"/> one of its history; null: there is none.</summary>
    public async Task<Checkpoint?> GetAsync(string job, string? etag = null, CancellationToken cancellationToken = default)
    {
        var call = new NodeCall { Method = HttpMethod.Get, Path = PathOf(job) + (etag is null ? "" : "?etag=" + Uri.EscapeDataString(etag)) };
        try
        {
            return await _nodes.ReadAsync(call, (response, ended) => ReadAsync(job, response, ended), cancellationToken).ConfigureAwait(false);
        }
        catch (PerdureException none) when (none.ProblemType == "urn:perdure:problem:unknown-checkpoint")
        {
            return null;
        }
    }

    /// <summary>Writes a checkpoint of at most 1 MiB and returns its ETag, when it is on the disk.</summary>
    /// <exception cref="PerdureException">
    /// <see cref="PerdureFailure.Conflict"/>: the condition does not hold. <see cref="PerdureFailure.Lost"/>: a later holder has written; stop.
    /// </exception>
    public async Task<string> PutAsync(string job, ReadOnlyMemory<byte> data, CheckpointOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = Change(HttpMethod.Put, job, options) with { Body = data.ToArray(), ContentType = "application/octet-stream" };
        return await _nodes.ReadAsync(call, static (response, _) => Task.FromResult(ETagOf(response)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a job's checkpoint and its history: the job is done. Its fencing token is remembered for a while.</summary>
    public Task DeleteAsync(string job, CheckpointOptions? options = null, CancellationToken cancellationToken = default) =>
        _nodes.SendAsync(Change(HttpMethod.Delete, job, options), ClientJson.Default.Nothing, cancellationToken);

    /// <summary>The current checkpoint and those before it, newest first.</summary>
    public async Task<IReadOnlyList<CheckpointInfo>> HistoryAsync(string job, CancellationToken cancellationToken = default)
    {
        var call = new NodeCall { Method = HttpMethod.Get, Path = PathOf(job) + "/history" };
        return (await _nodes.SendAsync(call, ClientJson.Default.CheckpointList, cancellationToken).ConfigureAwait(false)).Checkpoints;
    }

    // Not on another node, which has checkpoints of its own.
    private static NodeCall Change(HttpMethod method, string job, CheckpointOptions? options)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (options?.IfMatch is { } etag)
            headers.Add(new("If-Match", $"\"{etag}\""));
        if (options is { MustNotExist: true })
            headers.Add(new("If-None-Match", "*"));
        if (options?.FencingToken is { } token)
            headers.Add(new("Fencing-Token", token.ToString(CultureInfo.InvariantCulture)));
        return new NodeCall { Method = method, Path = PathOf(job), Headers = headers, Repeatable = false };
    }

    private static async Task<Checkpoint> ReadAsync(string job, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var data = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var token = response.Headers.TryGetValues("Fencing-Token", out var sent) && long.TryParse(sent.First(), CultureInfo.InvariantCulture, out var number) ? number : 0;
        return new Checkpoint(job, ETagOf(response), data, token);
    }

    private static string ETagOf(HttpResponseMessage response) =>
        response.Headers.ETag?.Tag.Trim('"') ?? throw new InvalidOperationException("An answer without ETag.");

    private static string PathOf(string job)
    {
        ArgumentException.ThrowIfNullOrEmpty(job);
        return "/api/v1/checkpoints/" + Uri.EscapeDataString(job);
    }
}
