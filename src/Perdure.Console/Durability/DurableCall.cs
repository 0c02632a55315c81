using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perdure.Console.Agreement;
using Perdure.Console.Nodes;
using Perdure.Console.Security;
using Perdure.Durability.Storage;
using Perdure.Model;
using Perdure.Model.Reading;

namespace Perdure.Console.Durability;

/// <summary>One request for a queue or a checkpoint: the store it is for, and what it says, checked.</summary>
internal sealed class DurableCall(AgreementCall call, IDurabilityView view)
{
    /// <summary>The request and its answer.</summary>
    public HttpContext Context => call.Context;

    /// <summary>Cancelled when the client has gone or the node stops.</summary>
    public CancellationToken Ended => call.Ended;

    /// <summary>The node's part.</summary>
    public IDurabilityView View => view;

    /// <summary>The clock.</summary>
    public TimeProvider Clock => call.Limits.Clock;

    /// <summary>Who asks, for the log.</summary>
    public string Who => AdminGate.CallerOf(Context).Name;

    /// <summary>Whether an operator asks.</summary>
    public bool IsOperator => AdminGate.CallerOf(Context).Role == AdminRole.Operator;

    /// <summary>The store.</summary>
    public IDurableStore Store => view.Store
        ?? throw (view.Declared ? DurableProblems.Unavailable(view.Problem ?? "it is being opened, ask again") : DurableProblems.NotDurable());

    /// <summary>The queue of the path, which must be declared.</summary>
    public QueueModel Queue()
    {
        var name = Part("queue");
        return Find(name) ?? throw (view.Declared ? Unknown(name) : DurableProblems.NotDurable());
    }

    /// <summary>The queue of the path, which must be declared and not be a route's: the gateway itself works on that.</summary>
    public QueueModel ServicesQueue()
    {
        var queue = Queue();
        return view.RouteOf(queue.Name) is { } route ? throw DurableProblems.RoutesQueue(queue.Name, route) : queue;
    }

    /// <summary>The name of the queue of the path, which must be declared or have jobs.</summary>
    public async ValueTask<string> KnownQueueAsync()
    {
        var name = Part("queue");
        if (Find(name) is not null)
            return name;
        var all = await Store.Jobs.QueuesAsync(Ended);
        return all.Any(queue => queue.Name == name) ? name : throw Unknown(name);
    }

    /// <summary>The rules of a queue by name; null when it is not declared.</summary>
    public QueueModel? Find(string name) => view.Queues.FirstOrDefault(queue => queue.Name == name);

    /// <summary>A part of the path.</summary>
    public string Part(string name) => (string)Context.GetRouteValue(name)!;

    /// <summary>Reads the body, whatever type it is sent as.</summary>
    /// <param name="type">What it is.</param>
    /// <param name="optional">Whether an empty one will do.</param>
    public async Task<T> BodyAsync<T>(JsonTypeInfo<T> type, bool optional = false)
        where T : new()
    {
        try
        {
            if (optional && Context.Request.ContentLength is 0 or null && !Context.Request.Headers.ContainsKey("Transfer-Encoding"))
                return new T();
            return await JsonSerializer.DeserializeAsync(Context.Request.Body, type, Ended) ?? throw new JsonException("null");
        }
        catch (JsonException wrong)
        {
            var members = string.Join(", ", type.Properties.Select(property => property.Name));
            var where = wrong.Path is { Length: > 1 } path ? $" At {path}." : "";
            throw RefusedException.Invalid($"The body is not what this page takes: a JSON object of {members}; durations are text like \"10s\".{where}");
        }
    }

    /// <summary>A value of the query; null when it is absent or empty.</summary>
    public string? Query(string name) => call.Query(name);

    /// <summary>A whole number of the query; null when it is absent.</summary>
    public long? Number(string name) => call.Number(name);

    /// <summary>How many, of the query.</summary>
    public int Max(int otherwise) => call.Number("max") is { } max ? (int)Math.Min(max, int.MaxValue) : otherwise;

    /// <summary>A duration; null when it is absent.</summary>
    public static TimeSpan? Duration(string name, string? text)
    {
        if (text is null)
            return null;
        return DurationText.TryParse(text, out var value) && value <= DurableLimits.DelayMax
            ? value
            : throw RefusedException.Invalid($"{name}: expected a duration like \"10s\" or \"500ms\", at most {DurationText.Format(DurableLimits.DelayMax)}.");
    }

    /// <summary>The state in the query; null when it is absent.</summary>
    public static JobState? State(string? text) => text switch
    {
        null => null,
        "pending" => JobState.Pending,
        "claimed" => JobState.Claimed,
        "done" => JobState.Done,
        "dead" => JobState.Dead,
        _ => throw RefusedException.Invalid("state: expected pending, claimed, done or dead."),
    };

    /// <summary>The claim that a body names.</summary>
    public static JobClaim Claim(string? id, long? token) =>
        id is { Length: > 0 } && token is > 0 and { } number
            ? new JobClaim(id, number)
            : throw RefusedException.Invalid("id and token: one is missing; send both as the lease was answered with them.");

    /// <summary>Takes a place among those that wait; 503 when there is none.</summary>
    public IDisposable TakeSlot() => call.TakeSlot();

    /// <summary>Answers.</summary>
    public Task AnswerAsync<T>(T answer, JsonTypeInfo<T> type) => call.AnswerAsync(answer, type);

    /// <summary>Answers with nothing.</summary>
    public Task DoneAsync() => call.DoneAsync();

    private RefusedException Unknown(string name) => DurableProblems.UnknownQueue(name, NearestName.Find(name, view.Queues.Select(queue => queue.Name)));
}
