using System.Runtime.CompilerServices;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Stages;
using Perdure.Gateway.Tracing;
using Perdure.Gateway.Upstreams;
using Perdure.Resilience.Hedging;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Hedging;

/// <summary>
/// One attempt that may become two: when the first copy is late, a second goes to another instance; the first good answer wins, the other copy is
/// cancelled at once, and it has ended before the exchange does. Belongs to an exchange and is reused; one request at a time.
/// </summary>
/// <remarks>
/// Who completes the selections: of the winner the caller, as of any attempt; of the other this class, once, however it ends. The caller's own exchange is idle
/// meanwhile: it relays the winner's answer with a timer that nobody else touches.
/// </remarks>
internal sealed class HedgeRace
{
    private const int FirstEnded = 1;
    private const int SecondEnded = 2;
    private const int Due = 4;

    // A timer may fire a little early by the clock that measures.
    private const long EarlyUs = 1_000;

    private readonly Exchange _exchange;
    private ServiceHedging _hedging = null!;
    private readonly TimeProvider _time;
    private readonly RaceSignal _signal = new();
    private readonly ITimer _timer;
    private readonly HedgeLeg _first;
    private HedgeLeg? _second;
    private Task _ending = Task.CompletedTask;
    private long _dueUs;
    private bool _veryLate;
    private bool _armed;

    public HedgeRace(Exchange exchange, TimeProvider time)
    {
        _exchange = exchange;
        _time = time;
        _timer = time.CreateTimer(static race => ((HedgeRace)race!).Raise(Due), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _first = NewLeg(FirstEnded);
    }

    /// <summary>The rules of the service that the request goes to.</summary>
    public HedgeRace For(ServiceHedging hedging)
    {
        _hedging = hedging;
        return this;
    }

    /// <summary>The attempt that counts; its selection is the caller's to complete.</summary>
    public HedgeLeg Winner { get; private set; } = null!;

    /// <summary>The attempt besides the winner that ended without a good answer, if there was one. Its selection is completed.</summary>
    public HedgeLeg? Failed { get; private set; }

    /// <summary>The instance that got a second copy, or null.</summary>
    public Instance? Second { get; private set; }

    public void Raise(int bit) => _signal.Raise(bit);

    /// <summary>Runs one attempt, or two, until it is known which one counts.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask RunAsync(ServiceRuntime service, Selection selection, TriedInstances tries)
    {
        await _ending;
        _signal.Take();
        Failed = null;
        Second = null;
        _veryLate = false;
        _first.Clear();
        _first.Start(_exchange, service, selection, Attempts.LimitMs(service, selection), hedge: false);
        // A probe is left to its own deadline: cut short by a quicker copy it would never prove that the instance is well again.
        _dueUs = selection.Permit.IsProbe ? 0 : _hedging.Policy.LateUs(service.Pool);
        if (_dueUs > 0)
            Arm(_dueUs);
        while (true)
        {
            await _signal.WhenRaised();
            var events = _signal.Take();
            _first.Ended |= (events & FirstEnded) != 0;
            if (_second is not null)
                _second.Ended |= (events & SecondEnded) != 0;
            if (((events & FirstEnded) != 0 && IsDecidedBy(_first, service)) || ((events & SecondEnded) != 0 && IsDecidedBy(_second!, service)))
                break;
            // Without a time to be late at, it is left over from an earlier request.
            if ((events & Due) != 0 && _dueUs > 0 && Second is null && !_first.Ended)
                OnDue(service, tries);
        }

        Disarm();
    }

    /// <summary>
    /// Waits until nothing of the race is under way any more. To be called before the exchange ends, and when the winner has been relayed.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask EndAsync(ServiceRuntime service)
    {
        Disarm();
        await _ending;
        // Only after a mistake in the program is anything still open here.
        if (_first.Open)
            await EndAsync(_first, service);
        if (_second is { Open: true })
            await EndAsync(_second, service);
        _ending = Task.CompletedTask;
        _first.Clear();
        _second?.Clear();
    }

    // Whether it is known now which leg counts.
    private bool IsDecidedBy(HedgeLeg leg, ServiceRuntime service)
    {
        var answer = Take(leg, service);
        var other = Second is null ? null : leg == _first ? _second : _first;
        if (IsGood(answer, service))
        {
            if (leg == _second)
                service.Counters.OnHedgeWon();
            return HandOver(leg, other, service);
        }

        if (other is null)
            return HandOver(leg, null, service);
        if (!other.Taken)
        {
            // A bad end does not win while the other copy is out. An answer is kept: it is better than none.
            if (answer.Fault != UpstreamFault.None)
                Complete(leg, Attempts.ResultOf(leg.Twin, answer, leg.TookUs), service);
            return false;
        }

        return other.Open ? HandOver(other, leg, service) : HandOver(leg, other, service);
    }

    private UpstreamAnswer Take(HedgeLeg leg, ServiceRuntime service)
    {
        try
        {
            return leg.Take();
        }
        catch
        {
            Complete(leg, AttemptResult.Abandoned, service);
            throw;
        }
    }

    private bool HandOver(HedgeLeg winner, HedgeLeg? other, ServiceRuntime service)
    {
        Winner = winner;
        winner.Open = false;
        winner.Twin.Timer.Disarm();
        if (winner.Answer.Fault == UpstreamFault.None)
            _hedging.Policy.OnAnswer(winner.TookUs);
        if (other is { Taken: true })
            Failed = other;
        if (other is { Open: true })
            _ending = EndAsync(other, service);
        return true;
    }

    // Ends the leg that does not count, without keeping the winner waiting.
    private async Task EndAsync(HedgeLeg leg, ServiceRuntime service)
    {
        try
        {
            if (!leg.Ended)
                leg.Twin.Timer.Outrun();
            while (!leg.Ended)
            {
                await _signal.WhenRaised();
                leg.Ended = (_signal.Take() & leg.Bit) != 0;
            }

            var answer = leg.Taken ? leg.Answer : leg.Take();
            Complete(leg, Attempts.ResultOf(leg.Twin, answer, leg.TookUs), service);
            // How long a second copy was out before it lost says nothing.
            if (answer.Fault == UpstreamFault.Outrun && leg == _first)
                _hedging.Policy.OnAnswer(leg.TookUs);
            if (answer.Fault != UpstreamFault.None)
                return;
            if (answer.RetryAfterMs(_time.GetUtcNow()) is { } waitMs)
                service.Pool.Defer(leg.Selection.Instance!, _exchange.Clock.NowMs + waitMs);
            await answer.DiscardAsync(leg.Twin);
        }
        catch (Exception fault)
        {
            // The client has its answer from the other copy; that must not be spoiled by this one.
            GatewayLog.CopyFault(_hedging.Log, _exchange.RequestId, fault);
            if (leg.Open)
                Complete(leg, AttemptResult.Abandoned, service);
        }
    }

    private void Complete(HedgeLeg leg, AttemptResult result, ServiceRuntime service)
    {
        leg.Open = false;
        Attempts.Complete(service, leg.Selection, result, leg.TookUs, leg.TookUs, _exchange.Clock.NowMs);
        AttemptTrace.End(leg.Twin, leg.Answer, result, leg.StartedUs + leg.TookUs);
    }

    private static bool IsGood(in UpstreamAnswer answer, ServiceRuntime service) =>
        answer.Fault == UpstreamFault.None && !Attempts.IsFailure(answer) && !service.RetryRules.Statuses.Contains(answer.JudgedStatus);

    private void OnDue(ServiceRuntime service, in TriedInstances tries)
    {
        var policy = _hedging.Policy;
        var nowUs = _exchange.Clock.NowUs;
        var waitedUs = nowUs - _first.StartedUs;
        // Left over from an earlier request, or early.
        if (waitedUs + EarlyUs < _dueUs)
        {
            Arm(_dueUs - waitedUs);
            return;
        }

        var step = policy.Decide(_veryLate, ServiceHedging.IsSaturated(service), nowUs / 1000);
        if (step == HedgeStep.Send)
        {
            Send(service, tries);
        }
        else if (step == HedgeStep.Wait)
        {
            _veryLate = true;
            _dueUs = Math.Max(waitedUs + EarlyUs, policy.VeryLateUs(service.Pool));
            Arm(_dueUs - waitedUs);
        }
    }

    private void Send(ServiceRuntime service, in TriedInstances tries)
    {
        if (_exchange.RemainingMs <= 0)
            return;
        _second ??= NewLeg(SecondEnded);
        var selection = Attempts.SelectAnother(_exchange, service, tries, _first.Selection.Instance!.Options.Zone);
        if (!selection.Selected)
            return;
        Second = selection.Instance;
        service.Counters.OnHedge();
        _second.Clear();
        _second.Start(_exchange, service, selection, Attempts.LimitMs(service, selection), hedge: true);
    }

    private HedgeLeg NewLeg(int bit) => new(this, bit, new Exchange(_exchange.Clock, _exchange.Random, _time));

    private void Arm(long afterUs)
    {
        _armed = true;
        _timer.Change(TimeSpan.FromMilliseconds((afterUs + 999) / 1000), Timeout.InfiniteTimeSpan);
    }

    private void Disarm()
    {
        if (!_armed)
            return;
        _armed = false;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
