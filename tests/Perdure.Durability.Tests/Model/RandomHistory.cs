using System.Globalization;
using System.Text;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Model;

/// <summary>
/// Does the same random things to a store and to the model, from a seed, and compares each answer. Ids, tokens and ETags are each store's own, so they
/// are compared by which of them it is, not by their text.
/// </summary>
internal sealed class RandomHistory(int seed, IDurableStore real, ModelStore model, ManualTime time)
{
    private static readonly string[] Queues = ["q", "r"];
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, string> _names = [];
    private readonly List<(JobClaim Real, JobClaim Model)> _claims = [];
    private readonly List<(string Real, string Model)> _ids = [];
    private readonly List<(IdempotencyKey Key, long Real, long Model)> _tokens = [];
    private readonly List<(string Real, string Model)> _etags = [];
    private int _steps;

    /// <summary>What was done, for the message of a failing test.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Does steps.</summary>
    public async Task RunAsync(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            _steps++;
            await StepAsync();
            if (_steps % 10 == 0) await CompareAllAsync();
        }
    }

    private Task StepAsync() => _random.Next(20) switch
    {
        0 or 1 or 2 => EnqueueAsync(),
        3 or 4 or 5 => ClaimAsync(),
        6 or 7 => OnClaimAsync("complete", (store, claim) => store.CompleteAsync(claim, Encoding.UTF8.GetBytes($"r{_steps}"), None)),
        8 => FailAsync(),
        9 => OnClaimAsync(_random.Next(2) == 0 ? "extend" : "release", _random.Next(3) switch
        {
            0 => (store, claim) => store.ExtendAsync(claim, TimeSpan.FromSeconds(5), None),
            1 => (store, claim) => store.ReleaseAsync(claim, null, None),
            _ => (store, claim) => store.ReleaseAsync(claim, model.NowMs + 1_500, None),
        }),
        10 => HandsAsync(),
        11 => BothAsync("sweep", async store => (await store.SweepAsync(1 + (_steps % 3), None)).ToString()),
        12 or 13 => BeginAsync(),
        14 or 15 => OnTokenAsync(),
        16 or 17 => PutAsync(),
        _ => PassTime(),
    };

    private Task PassTime()
    {
        var by = TimeSpan.FromMilliseconds(_random.Next(5) == 0 ? _random.Next(20_000) : _random.Next(2_000));
        Log.Add($"time {by.TotalMilliseconds}");
        time.Advance(by);
        return Task.CompletedTask;
    }

    private async Task EnqueueAsync()
    {
        var jobs = Enumerable.Range(0, 1 + _random.Next(3)).Select(i => new NewJob
        {
            Queue = Pick(Queues),
            Payload = Encoding.UTF8.GetBytes($"{_steps}.{i}"),
            Group = _random.Next(2) == 0 ? null : $"g{_random.Next(2)}",
            DedupeKey = _random.Next(3) == 0 ? $"d{_random.Next(6)}" : null,
            NotBeforeMs = _random.Next(4) == 0 ? model.NowMs + _random.Next(3_000) - 500 : null,
        }).ToList();
        IReadOnlyList<EnqueuedJob>? ours = null, theirs = null;
        await BothAsync($"enqueue {string.Join(' ', jobs.Select(job => $"{job.Queue}/{job.Group}/{job.DedupeKey}/{job.NotBeforeMs - model.NowMs}"))}", async store =>
        {
            var done = await store.Jobs.EnqueueAsync(jobs, None);
            if (store == model) theirs = done;
            else ours = done;
            return string.Join(' ', done.Select(job => job.Duplicate));
        });
        if (ours is null || theirs is null) return;
        foreach (var (a, b) in ours.Zip(theirs))
        {
            if (a.Duplicate) Assert.Equal(_names[b.Id], _names[a.Id]);
            else _names[a.Id] = _names[b.Id] = $"job{_ids.Count}";
            if (!a.Duplicate) _ids.Add((a.Id, b.Id));
        }
    }

    private async Task ClaimAsync()
    {
        var (queue, max) = (Pick(Queues), 1 + _random.Next(4));
        var claims = new Dictionary<bool, IReadOnlyList<ClaimedJob>>();
        await BothAsync($"claim {queue} {max}", async store =>
        {
            var jobs = claims[store == model] = await store.Jobs.ClaimAsync(queue, max, TimeSpan.FromSeconds(3), "w", None);
            return string.Join('\n', jobs.Select(job => $"{_names[job.Claim.Id]} {job.Queue} {Encoding.UTF8.GetString(job.Payload.Span)} {job.Group} {job.DedupeKey} {job.Attempt} {job.EnqueuedAtMs} {job.LeaseUntilMs} {job.LastError}"));
        });
        _claims.AddRange(claims[false].Zip(claims[true], (a, b) => (a.Claim, b.Claim)));
    }

    private Task FailAsync()
    {
        long? retryAt = _random.Next(3) == 0 ? null : model.NowMs + _random.Next(2_000);
        return OnClaimAsync($"fail {retryAt - model.NowMs}", (store, claim) => store.FailAsync(claim, $"e{_steps}", retryAt, None));
    }

    private async Task OnClaimAsync(string what, Func<IJobStore, JobClaim, ValueTask<bool>> act)
    {
        if (_claims.Count == 0) return;
        // Mostly a recent one, so that many are still valid.
        var (ours, theirs) = _claims[Math.Max(0, _claims.Count - 1 - _random.Next(6))];
        await BothAsync($"{what} {_names[ours.Id]}", async store => $"{await act(store.Jobs, store == model ? theirs : ours)}");
    }

    private async Task HandsAsync()
    {
        var (queue, max) = (Pick(Queues), 1 + _random.Next(3));
        switch (_random.Next(3))
        {
            case 0:
                await BothAsync($"retry {queue} {max}", async store => $"{await store.Jobs.RetryDeadAsync(queue, null, max, None)}");
                break;
            case 1 when _ids.Count > 0:
                var some = Enumerable.Range(0, 3).Select(_ => Pick(_ids)).ToList();
                await BothAsync($"retry {queue} some", async store => $"{await store.Jobs.RetryDeadAsync(queue, [.. some.Select(id => store == model ? id.Model : id.Real)], max, None)}");
                break;
            default:
                var state = Pick([JobState.Pending, JobState.Done, JobState.Dead]);
                await BothAsync($"purge {queue} {state} {max}", async store => $"{await store.Jobs.PurgeAsync(queue, state, max, None)}");
                break;
        }
    }

    private async Task BeginAsync()
    {
        var (key, print) = (new IdempotencyKey($"s{_random.Next(2)}", $"k{_random.Next(3)}"), new[] { (byte)(_random.Next(4) == 0 ? 1 : 0) });
        var begun = new Dictionary<bool, IdempotencyBegin>();
        await BothAsync($"begin {key} {print[0]}", async store =>
        {
            var begin = begun[store == model] = await store.Idempotency.BeginAsync(key, print, TimeSpan.FromSeconds(2), None);
            return $"{begin.State} {begin.Token > 0} {Encoding.UTF8.GetString(begin.Answer.Span)} {begin.ExpiresAtMs}";
        });
        if (begun.Count == 2 && begun[false].Token > 0) _tokens.Add((key, begun[false].Token, begun[true].Token));
    }

    private async Task OnTokenAsync()
    {
        if (_tokens.Count == 0) return;
        var (key, ours, theirs) = _tokens[Math.Max(0, _tokens.Count - 1 - _random.Next(5))];
        var answer = Encoding.UTF8.GetBytes($"a{_steps}");
        var which = _random.Next(5);
        await BothAsync($"request {which} {key}", async store =>
        {
            var token = store == model ? theirs : ours;
            return which switch
            {
                0 or 1 => $"{await store.Idempotency.FinishAsync(key, token, answer, None)}",
                2 => $"{await store.Idempotency.AbandonAsync(key, token, None)}",
                3 => $"{await store.Idempotency.SettleAsync(key, token, _steps % 2 == 0 ? answer : null, None)}",
                _ => $"{await store.Idempotency.ExtendAsync(key, token, TimeSpan.FromSeconds(2), None)}",
            };
        });
    }

    private async Task PutAsync()
    {
        var (job, data) = (Pick(["a", "b", "c", "d", "e"]), Encoding.UTF8.GetBytes($"c{_steps}"));
        long? fence = _random.Next(3) == 0 ? 1 + _random.Next(4) : null;
        var (which, delete) = (_random.Next(3), _random.Next(4) == 0);
        var match = _etags.Count > 0 ? _etags[Math.Max(0, _etags.Count - 1 - _random.Next(4))] : ("1", "1");
        var written = new Dictionary<bool, CheckpointWrite>();
        await BothAsync($"checkpoint {job} {fence} {which} delete={delete}", async store =>
        {
            var condition = which switch { 0 => CheckpointCondition.Any, 1 => CheckpointCondition.None, _ => CheckpointCondition.Match(store == model ? match.Item2 : match.Item1) };
            var write = written[store == model] = delete
                ? await store.Checkpoints.DeleteAsync(job, condition, fence, None)
                : await store.Checkpoints.PutAsync(job, data, condition, fence, None);
            return $"{write.Outcome} {write.ETag is null} {write.FencingToken}";
        });
        if (written.Count == 2 && written[false] is { Outcome: CheckpointOutcome.Done, ETag: { } etag }) _etags.Add((etag, written[true].ETag!));
    }

    // Everything that can be seen.
    private Task CompareAllAsync() => BothAsync("look", async store =>
    {
        var text = new StringBuilder();
        foreach (var queue in await store.Jobs.QueuesAsync(None)) text.AppendLine(CultureInfo.InvariantCulture, $"{queue}");
        foreach (var queue in Queues)
        {
            foreach (var job in (await store.Jobs.ListAsync(new JobQuery(queue, Max: 1_000), None)).Jobs)
            {
                var full = (await store.Jobs.GetAsync(job.Id, None))!;
                Assert.Equal(job, full.Info);
                text.AppendLine(CultureInfo.InvariantCulture, $"{job with { Id = _names[job.Id] }} {Encoding.UTF8.GetString(full.Payload.Span)} {Encoding.UTF8.GetString(full.Result.Span)}");
            }
        }

        for (var i = 0; i < 6; i++)
        {
            var record = await store.Idempotency.GetAsync(new IdempotencyKey($"s{i % 2}", $"k{i / 2}"), None);
            text.AppendLine(CultureInfo.InvariantCulture, $"{record?.State} {record?.BegunAtMs} {record?.ExpiresAtMs} {Encoding.UTF8.GetString((record?.Answer ?? default).Span)}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"{await store.Idempotency.CountAsync(None)}");
        foreach (var job in await store.Checkpoints.ListAsync(null, 100, None))
        {
            text.AppendLine(job.Job);
            foreach (var info in await store.Checkpoints.HistoryAsync(job.Job, None))
                text.AppendLine(CultureInfo.InvariantCulture, $"{info with { ETag = "" }} {Encoding.UTF8.GetString((await store.Checkpoints.GetAsync(job.Job, info.ETag, None))!.Data.Span)}");
        }

        return text.ToString();
    });

    private async Task BothAsync(string what, Func<IDurableStore, Task<string>> act)
    {
        Log.Add(what);
        var (theirs, ours) = (await TryAsync(() => act(model)), await TryAsync(() => act(real)));
        Assert.Equal(theirs, ours);
        Log[^1] += " → " + (ours.Length > 80 ? "…" : ours);
    }

    private static async Task<string> TryAsync(Func<Task<string>> act)
    {
        try
        {
            return await act();
        }
        catch (DurabilityException e)
        {
            return e.Failure.ToString();
        }
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
