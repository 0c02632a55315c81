using Perdure.Model.Reading;
using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>expr</c> of an alerting rule.</summary>
internal static class AlertExpressionShape
{
    private static readonly Key<AlertSignal> Signal = new("signal", AlertTexts.Signal, "What is watched.") { Required = true };

    private static readonly Key<string> Service = Named("service", "service");

    private static readonly Key<string> Route = Named("route", "route");

    private static readonly Key<string> Queue = Named("queue", "queue");

    private static readonly Key<string> Listener = Named("listener", "listener");

    private static readonly Key<AlertBound> Above = new("above", AlertTexts.Bound, "More than this is too much.") { DefaultInWords = "none" };

    private static readonly Key<AlertBound> Below = new("below", AlertTexts.Bound, "Less than this is too little.") { DefaultInWords = "none" };

    private static readonly Key<TimeSpan> Over = new(
        "over", Durations.Between("1s", "72h"), "The time that ratios, latencies and budget-burn are measured over: 1h at most; budget-burn over 1h, 6h or 72h.")
    {
        DefaultInWords = "1m; 1h for budget-burn",
    };

    private static readonly Key<int> MinimumRequests = new(
        "minimumRequests", Numbers.Integer(1, 1_000_000), "With fewer requests in that time these signals say nothing, which counts as well.")
    {
        Default = "1",
    };

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    private static readonly (Key<string> Key, AlertScope Scope)[] Scopes =
        [(Service, AlertScope.Service), (Route, AlertScope.Route), (Queue, AlertScope.Queue), (Listener, AlertScope.Listener)];

    public static MappingShape<AlertExpression> Shape { get; } = new(
        [Signal, Service, Route, Queue, Listener, Above, Below, Over, MinimumRequests], Build) { Check = Check };

    /// <summary>The scopes that an expression names, and by which keys.</summary>
    internal static IEnumerable<(string Key, AlertScope Scope)> Keys => Scopes.Select(pair => (pair.Key.Name, pair.Scope));

    private static Key<string> Named(string key, string what) =>
        new(key, Texts.Name, $"Of which {what}.") { DefaultInWords = "each" };

    private static AlertExpression Build(Values v)
    {
        var written = Scopes.FirstOrDefault(pair => v.Has(pair.Key));
        var signal = v.Get(Signal);
        return new AlertExpression
        {
            Signal = signal,
            Scope = written.Key is null ? First(AlertSignals.Of(signal).Scopes) : written.Scope,
            Name = written.Key is null ? null : v.Find(written.Key),
            Above = v.Has(Above) ? v.Get(Above) : null,
            Below = v.Has(Below) ? v.Get(Below) : null,
            Over = v.Has(Over) ? v.Get(Over) : signal == AlertSignal.BudgetBurn ? AlertExpression.BurnWindows[0] : TimeSpan.FromMinutes(1),
            MinimumRequests = v.Get(MinimumRequests),
        };
    }

    // Of what a signal is when nothing says so: a service rather than a route.
    private static AlertScope First(AlertScope scopes) => Scopes.Select(pair => pair.Scope).FirstOrDefault(scope => scopes.HasFlag(scope));

    private static void Check(Values v)
    {
        if (!v.Has(Signal) || !v.IsSound(Signal))
        {
            return;
        }

        var info = AlertSignals.Of(v.Get(Signal));
        var written = Scopes.Where(pair => v.Has(pair.Key)).ToList();
        if (written.Count > 1)
        {
            v.Contradiction(written[1].Key, $"expected one of service, route, queue and listener, found {written[0].Key.Name} and {written[1].Key.Name}", "keep one of the two");
        }
        else if (written is [var (key, scope)] && !info.Scopes.HasFlag(scope))
        {
            v.Contradiction(key, $"{info.Name} is not of a {key.Name}", info.Scopes == AlertScope.Node ? "remove it: it is of the node itself" : $"write {OfWhat(info)}");
        }

        CheckBounds(v, info);
        CheckOver(v, info);
        foreach (var window in new Key[] { Over, MinimumRequests }.Where(window => v.Has(window) && !info.Windowed))
        {
            v.Contradiction(window, $"{info.Name} is as of now, not over a time", $"remove {window.Name}; how long it must be so goes into for");
        }
    }

    private static void CheckBounds(Values v, AlertSignalInfo info)
    {
        if (info.Unit == AlertUnit.Truth)
        {
            foreach (var bound in new[] { Above, Below }.Where(bound => v.Has(bound)))
            {
                v.Contradiction(bound, $"{info.Name} is so or not", $"remove {bound.Name}");
            }
        }
        else if (v.Has(Above) && v.Has(Below))
        {
            v.Contradiction(Below, "expected one bound, found above and below", "keep one of the two");
        }
        else if (!v.Has(Above) && !v.Has(Below))
        {
            v.Context.Error(DiagnosticKind.Missing, v.Scope.Path, v.Scope.Anchor, "expected a bound, found none", $"add above or below, such as above: {Example(info)}");
        }
        else
        {
            var key = v.Has(Above) ? Above : Below;
            if (v.IsSound(key) && v.Get(key) is var bound && bound.Unit != info.Unit)
            {
                v.Contradiction(key, $"expected {What(info)} for {info.Name}, found {bound}", $"write it like {Example(info)}");
            }
        }
    }

    private static void CheckOver(Values v, AlertSignalInfo info)
    {
        if (!info.Windowed || !v.Has(Over) || !v.IsSound(Over))
        {
            return;
        }

        var over = v.Get(Over);
        if (info.Signal == AlertSignal.BudgetBurn && !AlertExpression.BurnWindows.Contains(over))
        {
            v.Contradiction(Over, $"expected 1h, 6h or 72h for {info.Name}, found {DurationText.Format(over)}", "the short time of a twelfth goes with it: 5m, 30m or 6h");
        }
        else if (info.Signal != AlertSignal.BudgetBurn && over > s_longest)
        {
            v.Contradiction(Over, $"expected at most {DurationText.Format(s_longest)} for {info.Name}, found {DurationText.Format(over)}", "how long it must be so goes into for");
        }
    }

    private static string OfWhat(AlertSignalInfo info) =>
        Choices.Either([.. Scopes.Where(pair => info.Scopes.HasFlag(pair.Scope)).Select(pair => pair.Key.Name)]);

    private static string What(AlertSignalInfo info) => info.Unit switch
    {
        AlertUnit.Ratio => "a percentage",
        AlertUnit.Seconds => "a duration",
        _ => "a number",
    };

    private static string Example(AlertSignalInfo info) => info.Unit switch
    {
        AlertUnit.Ratio => "5%",
        AlertUnit.Seconds => "250ms",
        _ => "10",
    };
}
