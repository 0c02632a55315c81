using System.Globalization;
using System.Text;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Killing;

/// <summary>Holds what a killed process said against what the store has.</summary>
internal sealed class Judge
{
    private readonly Dictionary<string, string> _enqueued = [];
    private readonly Dictionary<string, string> _completed = [];
    private readonly HashSet<string> _lastClaimed = [];
    private long _lastToken;
    private long _lastETag;

    /// <summary>How many things were acknowledged.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>How many jobs were completed.</summary>
    public int Completed => _completed.Count;

    /// <summary>Looks at the lines of one process.</summary>
    public async Task LookAsync(IDurableStore store, IEnumerable<string> lines)
    {
        _lastClaimed.Clear();
        var (token, etag, finished) = (_lastToken, _lastETag, new HashSet<string>());
        foreach (var words in lines.Select(line => line.Split(' ', 3)).Where(words => words.Length == 3))
        {
            Acknowledged++;
            switch (words[0])
            {
                case "enqueued":
                    _enqueued.Add(words[1], words[2]);
                    break;
                case "claimed":
                    Assert.True(_lastClaimed.Add(words[1]), $"{words[1]} was claimed twice");
                    token = Math.Max(token, Fresh(words[2], _lastToken));
                    break;
                case "completed":
                    Assert.True(_completed.TryAdd(words[1], words[2]), $"{words[2]} was completed twice");
                    break;
                case "begun":
                    token = Math.Max(token, Fresh(words[2], _lastToken));
                    break;
                case "finished":
                    finished.Add(words[1]);
                    break;
                case "put":
                    etag = Math.Max(etag, Fresh(words[2], _lastETag));
                    break;
            }
        }

        (_lastToken, _lastETag) = (token, etag);
        foreach (var key in finished)
        {
            var begin = await store.Idempotency.BeginAsync(new IdempotencyKey("caller", key), new byte[] { 1 }, TimeSpan.FromMinutes(1), CancellationToken.None);
            Assert.True(begin.State == IdempotencyState.Replay && Encoding.UTF8.GetString(begin.Answer.Span) == key, $"the answer of {key} was acknowledged, the record is {begin.State}");
        }

        var current = etag == 0 ? null : await store.Checkpoints.GetAsync("job", null, CancellationToken.None);
        Assert.True(etag == 0 || Fresh(current!.Info.ETag, etag - 1) >= etag, $"checkpoint {etag} was acknowledged, the current one is {current?.Info.ETag}");
        await JobsAsync(store);
    }

    /// <summary>Does what is left, and sees that then all is done.</summary>
    public async Task DrainAsync(IDurableStore store)
    {
        while (await store.Jobs.ClaimAsync("work", 1_000, TimeSpan.FromMinutes(5), "judge", CancellationToken.None) is { Count: > 0 } jobs)
        {
            foreach (var job in jobs) Assert.DoesNotContain(job.Claim.Id, _completed.Keys);
            var results = jobs.Select(job => store.Jobs.CompleteAsync(job.Claim, Encoding.UTF8.GetBytes(Worker.ResultOf(Encoding.UTF8.GetString(job.Payload.Span))), CancellationToken.None).AsTask());
            Assert.DoesNotContain(false, await Task.WhenAll(results));
            foreach (var job in jobs) _completed.Add(job.Claim.Id, Encoding.UTF8.GetString(job.Payload.Span));
        }

        // Some were completed by a process that was killed before it could say so.
        foreach (var (id, payload) in _enqueued) Assert.True((await store.Jobs.GetAsync(id, CancellationToken.None))?.Info.State == JobState.Done, $"{payload} was acknowledged and never done");
        await JobsAsync(store);
    }

    private static long Fresh(string number, long last)
    {
        var value = long.Parse(number, CultureInfo.InvariantCulture);
        Assert.True(value > last, $"{value} was given before: up to {last}");
        return value;
    }

    private async Task JobsAsync(IDurableStore store)
    {
        var (states, after) = (new Dictionary<string, JobState>(), 0L);
        do
        {
            var page = await store.Jobs.ListAsync(new JobQuery("work", After: after, Max: 1_000), CancellationToken.None);
            foreach (var job in page.Jobs) states.Add(job.Id, job.State);
            after = page.Next;
        }
        while (after != 0);
        foreach (var (id, payload) in _enqueued) Assert.True(states.ContainsKey(id), $"{payload} was acknowledged as enqueued and is gone");
        foreach (var (id, payload) in _completed)
            Assert.True(states.GetValueOrDefault(id) == JobState.Done, $"{payload} was acknowledged as completed and is {(states.TryGetValue(id, out var state) ? state.ToString() : "gone")}");
        var summary = (await store.Jobs.QueuesAsync(CancellationToken.None)).FirstOrDefault(queue => queue.Name == "work");
        foreach (var state in Enum.GetValues<JobState>())
        {
            var told = state switch { JobState.Pending => summary?.Pending, JobState.Claimed => summary?.Claimed, JobState.Done => summary?.Done, _ => summary?.Dead } ?? 0;
            Assert.True(told == states.Values.Count(other => other == state), $"the queue tells {told} jobs that are {state}, it has {states.Values.Count(other => other == state)}");
        }

        // One that was completed, to see its result.
        if (_completed.LastOrDefault() is { Key: { } last } one)
            Assert.Equal(Worker.ResultOf(one.Value), Encoding.UTF8.GetString((await store.Jobs.GetAsync(last, CancellationToken.None))!.Result.Span));
    }
}
