using System.Runtime.CompilerServices;
using Perdure.Resilience.Retrying;

namespace Perdure.Gateway.Planning;

/// <summary>What became of a service's requests since the node started. Survives reloads. Thread-safe.</summary>
public sealed class ServiceCounters
{
    private long _requests;
    private long _good;
    private long _failed;
    private long _clientGone;
    private long _heldBack;
    private long _degraded;
    private RetryCounts _retries;
    private long _connectRetries;
    private long _budgetRefusals;
    private long _hedges;
    private long _poison;
    private long _poisonRefusals;
    private long _hedgesWon;
    private long _shed;
    private long _tooLate;

    /// <summary>Requests that a route led to the service.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Answered with a status below 500, to the end.</summary>
    public long Good => Interlocked.Read(ref _good);

    /// <summary>Answered with 5xx, by an instance or by the gateway, or cut short.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Given up by the client.</summary>
    public long ClientGone => Interlocked.Read(ref _clientGone);

    /// <summary>
    /// Answered by the gateway because a rate limit was used up, a flag was off or there was too much to do: neither good nor failed, since the
    /// service had no part in it.
    /// </summary>
    public long HeldBack => Interlocked.Read(ref _heldBack);

    /// <summary>Answered with a stale answer or a fallback, because the service could not: neither good nor failed.</summary>
    public long Degraded => Interlocked.Read(ref _degraded);

    /// <summary>Further attempts after one that was sent, each charged to the retry budget.</summary>
    public long Retries => RetriesAfter(AttemptCause.Status) + RetriesAfter(AttemptCause.ConnectFailure) + RetriesAfter(AttemptCause.Reset) + RetriesAfter(AttemptCause.Timeout);

    /// <summary>Those of them that followed an attempt which ended like this.</summary>
    public long RetriesAfter(AttemptCause cause) => Interlocked.Read(ref _retries[(int)cause]);

    /// <summary>Further attempts after one that never reached an instance.</summary>
    public long ConnectRetries => Interlocked.Read(ref _connectRetries);

    /// <summary>Retries that the budget refused.</summary>
    public long BudgetRefusals => Interlocked.Read(ref _budgetRefusals);

    /// <summary>Second copies of requests that were late, each charged to the budget of hedging.</summary>
    public long Hedges => Interlocked.Read(ref _hedges);

    /// <summary>Second copies that were answered well before the first.</summary>
    public long HedgesWon => Interlocked.Read(ref _hedgesWon);

    /// <summary>Turned away because there was too much to do, or because of a deadline: neither good nor failed, since the service had no part in it.</summary>
    public long Shed => Interlocked.Read(ref _shed);

    /// <summary>Those of them whose deadline left less time than the service takes, before they waited for anything.</summary>
    public long TooLate => Interlocked.Read(ref _tooLate);

    /// <summary>Times that a request was found to break instances.</summary>
    public long Poison => Interlocked.Read(ref _poison);

    /// <summary>Requests refused because one like them breaks instances.</summary>
    public long PoisonRefusals => Interlocked.Read(ref _poisonRefusals);

    internal void OnRequest() => Interlocked.Increment(ref _requests);

    internal void OnGood() => Interlocked.Increment(ref _good);

    internal void OnFailed() => Interlocked.Increment(ref _failed);

    internal void OnClientGone() => Interlocked.Increment(ref _clientGone);

    internal void OnHeldBack() => Interlocked.Increment(ref _heldBack);

    internal void OnDegraded() => Interlocked.Increment(ref _degraded);

    internal void OnHedge() => Interlocked.Increment(ref _hedges);

    internal void OnHedgeWon() => Interlocked.Increment(ref _hedgesWon);

    internal void OnPoison() => Interlocked.Increment(ref _poison);

    internal void OnPoisonRefusal() => Interlocked.Increment(ref _poisonRefusals);

    internal void OnRetry(AttemptCause cause) => Interlocked.Increment(ref _retries[(int)cause]);

    internal void OnConnectRetry() => Interlocked.Increment(ref _connectRetries);

    internal void OnShed() => Interlocked.Increment(ref _shed);

    internal void OnTooLate() => Interlocked.Increment(ref _tooLate);

    internal void OnBudgetRefusal() => Interlocked.Increment(ref _budgetRefusals);

    [InlineArray(4)]
    private struct RetryCounts
    {
        private long _first;
    }
}
