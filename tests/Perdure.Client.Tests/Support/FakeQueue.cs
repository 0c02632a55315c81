using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace Perdure.Client.Tests.Support;

/// <summary>Nodes a and b with a queue, each handing out what a test gives it, and remembering what it was told. A lease waits until there is a job.</summary>
internal sealed class FakeQueue
{
    private readonly ConcurrentDictionary<string, Channel> _jobs = new();
    private int _next;

    public static readonly Uri A = new("http://a:1");
    public static readonly Uri B = new("http://b:1");

    /// <summary>Every call but leases: host, what, the job, the body.</summary>
    public ConcurrentQueue<(string Host, string What, string Job, JsonElement Body)> Told { get; } = new();

    /// <summary>How many leases were asked for.</summary>
    public int Leases;

    /// <summary>Answers in place of the queue, when it is not null.</summary>
    public Func<string, string, HttpResponseMessage?> Fault { get; set; } = (_, _) => null;

    /// <summary>Is called when a lease has been asked for and before it is answered.</summary>
    public Action OnLease { get; set; } = () => { };

    public int CountOf(string what) => Told.Count(call => call.What == what);

    public PerdureClient Connect(TimeProvider clock, params Uri[] nodes) => new(new PerdureClientOptions
    {
        // Of the time that a test moves: it may pass while an answer is on its way.
        Nodes = nodes.Length == 0 ? [A] : nodes, Clock = clock, RequestTimeout = TimeSpan.FromHours(1), Handler = new FakeNodes(AnswerAsync),
    });

    /// <summary>Gives a node a job.</summary>
    public string Add(Uri node)
    {
        var id = $"job-{Interlocked.Increment(ref _next)}";
        ChannelOf(node.Host).Add(id);
        return id;
    }

    private Channel ChannelOf(string host) => _jobs.GetOrAdd(host, _ => new Channel());

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var host = request.RequestUri!.Host;
        var what = request.RequestUri.Segments[^1];
        var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancel)).RootElement;
        if (what == "lease")
            Interlocked.Increment(ref Leases);
        if (Fault(host, what) is { } fault)
            return fault;
        if (what == "lease")
        {
            var jobs = await ChannelOf(host).TakeAsync(body.GetProperty("max").GetInt32(), cancel);
            OnLease();
            return FakeNodes.Json($$"""{"jobs":[{{string.Join(",", jobs.Select(JobOf))}}],"node":"{{host}}"}""");
        }

        Told.Enqueue((host, what, body.GetProperty("id").GetString()!, body));
        var dead = body.TryGetProperty("dead", out var flag) && flag.GetBoolean();
        return what != "fail"
            ? new HttpResponseMessage(HttpStatusCode.NoContent)
            : FakeNodes.Json(dead ? """{"state":"dead"}""" : """{"state":"pending","dueAt":"2026-01-01T00:00:00Z"}""");
    }

    private static string JobOf(string id) =>
        $$"""{"id":"{{id}}","token":7,"attempt":1,"payload":"x","enqueuedAt":"2026-01-01T00:00:00Z","leaseUntil":"2026-01-01T00:00:00Z"}""";

    private sealed class Channel
    {
        private readonly Queue<string> _ids = new();
        private readonly SemaphoreSlim _count = new(0);

        public void Add(string id)
        {
            lock (_ids)
                _ids.Enqueue(id);
            _count.Release();
        }

        public async Task<List<string>> TakeAsync(int max, CancellationToken cancel)
        {
            await _count.WaitAsync(cancel);
            var taken = new List<string>();
            lock (_ids)
            {
                taken.Add(_ids.Dequeue());
                while (taken.Count < max && _count.Wait(0, CancellationToken.None))
                    taken.Add(_ids.Dequeue());
            }

            return taken;
        }
    }
}
