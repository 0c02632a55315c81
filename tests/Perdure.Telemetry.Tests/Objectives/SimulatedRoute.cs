using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Model;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Alerting.Signals;
using Perdure.Telemetry.Objectives;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Objectives;

/// <summary>A route whose requests are made up, and the built-in rules about its budget, in virtual time.</summary>
internal sealed class SimulatedRoute
{
    private readonly SteppedClock _clock = new();
    private readonly NodeObjectives _objectives;
    private readonly (AlertModel Rule, AlertEntry Entry)[] _rules;
    private (double Total, double Bad, double Slow) _sent;

    public SimulatedRoute(ObjectiveModel objective)
    {
        _objectives = new NodeObjectives(() => [new RouteReading("checkout", objective, Counts)], null, () => true, _clock, NullLogger.Instance);
        _rules =
        [
            .. BuiltInAlerts.All.Where(rule => rule.Expression!.Signal == AlertSignal.BudgetBurn)
                .Select(rule => (rule, new AlertEntry(new AlertTarget(AlertScope.Route, "checkout")))),
        ];
    }

    /// <summary>What fired and was resolved, with the time since the start at which it did.</summary>
    public List<(string Rule, AlertPhase Phase, TimeSpan At)> Turned { get; } = [];

    public RouteFigures Figures => _objectives.Current.Single();

    public TimeSpan Now => _clock.GetElapsedTime(0);

    private BudgetCounts Counts => new((long)_sent.Total, (long)_sent.Bad, (long)_sent.Total, (long)_sent.Slow);

    /// <summary>Lets time pass.</summary>
    /// <param name="time">How much.</param>
    /// <param name="perSecond">Requests per second.</param>
    /// <param name="bad">The share of them that is bad.</param>
    /// <param name="slow">The share of them that is slow.</param>
    /// <param name="step">How often it is looked.</param>
    public void Pass(TimeSpan time, double perSecond, double bad = 0, double slow = 0, TimeSpan? step = null)
    {
        var each = step ?? TimeSpan.FromSeconds(5);
        for (var end = Now + time; Now < end;)
        {
            _clock.Step(each);
            var sent = perSecond * each.TotalSeconds;
            _sent = (_sent.Total + sent, _sent.Bad + (sent * bad), _sent.Slow + (sent * slow));
            _objectives.Look();
            foreach (var (rule, entry) in _rules)
            {
                var value = BurnSignal.Of(Figures, rule.Expression!.Over, rule.Expression.MinimumRequests);
                if (entry.Update(rule, value, (long)Now.TotalMilliseconds, _clock.GetUtcNow()) && entry.State.Phase is AlertPhase.Firing or AlertPhase.Resolved)
                    Turned.Add((rule.Name, entry.State.Phase, Now));
            }
        }
    }

    /// <summary>When a rule first came to a phase; null when it did not.</summary>
    public TimeSpan? At(string rule, AlertPhase phase) => Turned.Where(one => one.Rule == rule && one.Phase == phase).Select(one => (TimeSpan?)one.At).FirstOrDefault();

    /// <summary>A request or some, at once.</summary>
    public void Send(int total, int bad) => _sent = (_sent.Total + total, _sent.Bad + bad, _sent.Slow);
}
