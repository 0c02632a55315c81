using System.Globalization;
using System.Text;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Killing;

/// <summary>
/// Uses a store as hard as it can until its process is killed, and says each thing that was acknowledged, after it was. One that lies says that jobs are completed
/// before they are: what a store would do that does not wait for its disk.
/// </summary>
internal sealed class Worker(IDurableStore store, int run, bool lies = false)
{
    private const string Queue = "work";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    // Much longer than anything else takes, so that it is killed in the midst of a lie.
    private static readonly TimeSpan LiesFor = TimeSpan.FromMilliseconds(100);
    private static readonly Stream Output = Console.OpenStandardOutput();
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>What a job is completed with.</summary>
    public static string ResultOf(string payload) => "done " + payload;

    /// <summary>One call of the system for each line, so that a line that was said is not lost with the process.</summary>
    public static void Say(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        lock (Output) Output.Write(bytes);
    }

    /// <summary>Never ends by itself.</summary>
    public async Task RunAsync()
    {
        Say("open");
        var producers = Enumerable.Range(0, 4).Select(ProduceAsync);
        var consumers = Enumerable.Range(0, 4).Select(ConsumeAsync);
        await Task.WhenAll([.. producers, .. consumers, RequestAsync(), CheckpointAsync()]);
    }

    private async Task ProduceAsync(int producer)
    {
        await Task.Yield();
        for (var i = 0; ; i++)
        {
            var payload = string.Create(CultureInfo.InvariantCulture, $"{run}/{producer}/{i}");
            var job = new NewJob { Queue = Queue, Payload = Encoding.UTF8.GetBytes(payload), Group = producer == 0 ? "ordered" : null, DedupeKey = payload };
            var added = await store.Jobs.EnqueueAsync([job], None);
            Say($"enqueued {added[0].Id} {payload}");
        }
    }

    private async Task ConsumeAsync(int consumer)
    {
        await Task.Yield();
        while (true)
        {
            foreach (var job in await store.Jobs.ClaimAsync(Queue, 3, Lease, $"consumer {consumer}", None))
            {
                var payload = Encoding.UTF8.GetString(job.Payload.Span);
                Say($"claimed {job.Claim.Id} {job.Claim.Token}");
                if (lies)
                {
                    Say($"completed {job.Claim.Id} {payload}");
                    await Task.Delay(LiesFor, TimeProvider.System);
                }

                if (!await store.Jobs.CompleteAsync(job.Claim, Encoding.UTF8.GetBytes(ResultOf(payload)), None)) throw new InvalidOperationException("the claim was lost");
                if (!lies) Say($"completed {job.Claim.Id} {payload}");
            }

            await store.Jobs.WaitAsync(Queue, TimeSpan.FromMilliseconds(50), None);
        }
    }

    private async Task RequestAsync()
    {
        await Task.Yield();
        for (var i = 0; ; i++)
        {
            var key = new IdempotencyKey("caller", $"{run}.{i}");
            var begun = await store.Idempotency.BeginAsync(key, new byte[] { 1 }, Lease, None);
            Say($"begun {key.Key} {begun.Token}");
            await store.Idempotency.FinishAsync(key, begun.Token, Encoding.UTF8.GetBytes(key.Key), None);
            Say($"finished {key.Key} {begun.Token}");
        }
    }

    private async Task CheckpointAsync()
    {
        await Task.Yield();
        while (true)
        {
            var written = await store.Checkpoints.PutAsync("job", Encoding.UTF8.GetBytes("x"), CheckpointCondition.Any, null, None);
            Say($"put job {written.ETag}");
        }
    }
}
