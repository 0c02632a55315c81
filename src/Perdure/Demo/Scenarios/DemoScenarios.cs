using System.Collections.Immutable;

namespace Perdure.Demo.Scenarios;

/// <summary>The acts of the demo, in order.</summary>
public static class DemoScenarios
{
    /// <summary>How long the beginning of an act is, for which the promises allow more.</summary>
    public static readonly TimeSpan Onset = TimeSpan.FromSeconds(2);

    /// <summary>Before anything is judged: connections and code get warm.</summary>
    public static readonly DemoScenario WarmUp = new() { Name = "warm-up", Title = "warm-up", Length = TimeSpan.FromSeconds(4), HasOnset = false };

    /// <summary>All is well: what normal means.</summary>
    public static readonly DemoScenario Steady = new() { Name = "steady", Title = "steady", Length = TimeSpan.FromSeconds(6), HasOnset = false };

    /// <summary>One catalog and one payments process die.</summary>
    public static readonly DemoScenario Kill = new()
    {
        Name = "kill", Title = "kill -9 of one", Fault = DemoFault.Kill, Targets = ["catalog-1", "payments-1"],
    };

    /// <summary>One catalog process hangs.</summary>
    public static readonly DemoScenario Stop = new()
    {
        Name = "stop", Title = "SIGSTOP of one", Fault = DemoFault.Stop, Targets = ["catalog-2"],
    };

    /// <summary>One catalog process gets slow.</summary>
    public static readonly DemoScenario Slow = new()
    {
        Name = "slow", Title = "one 20 times slower", Fault = DemoFault.Slow, Targets = ["catalog-3"],
    };

    /// <summary>One catalog process answers errors.</summary>
    public static readonly DemoScenario Errors = new()
    {
        Name = "errors", Title = "20 % errors on one", Fault = DemoFault.Errors, Targets = ["catalog-4"],
    };

    /// <summary>Every process of a zone hangs.</summary>
    public static readonly DemoScenario Zone = new()
    {
        Name = "zone", Title = "loss of zone eu-b", Fault = DemoFault.Stop, Targets = ["catalog-3", "catalog-4", "recommendations-2", "payments-2"],
    };

    /// <summary>Three times as much is asked of the catalog as it can do.</summary>
    public static readonly DemoScenario Overload = new()
    {
        Name = "overload", Title = "three times the load", Fault = DemoFault.Crowd, Targets = ["catalog-1", "catalog-2", "catalog-3", "catalog-4"],
    };

    /// <summary>Every recommendations process hangs.</summary>
    public static readonly DemoScenario Dead = new()
    {
        Name = "dead", Title = "recommendations dead", Fault = DemoFault.Stop, Targets = ["recommendations-1", "recommendations-2"],
    };

    /// <summary>Every payments process hangs for ten seconds, and payments carry keys.</summary>
    public static readonly DemoScenario Payments = new()
    {
        Name = "payments", Title = "payments dead for 10 s", Fault = DemoFault.Stop, Targets = ["payments-1", "payments-2"], Length = TimeSpan.FromSeconds(10),
    };

    /// <summary>All is well again.</summary>
    public static readonly DemoScenario Recovery = new() { Name = "recovery", Title = "recovery" };

    /// <summary>The names that can be chosen.</summary>
    public static ImmutableArray<string> Names { get; } = [Overload.Name, Kill.Name, Stop.Name, Slow.Name, Errors.Name, Zone.Name, Dead.Name, Payments.Name];

    /// <summary>The acts to play.</summary>
    /// <param name="name">The only fault to play; null: all of them.</param>
    /// <returns>Null when there is no such scenario.</returns>
    public static ImmutableArray<DemoScenario>? Choose(string? name)
    {
        // The crowd comes while everything works: what is asked of an overload is all of the capacity, and acts end without a pause.
        DemoScenario[] faults = [Overload, Kill, Stop, Slow, Errors, Zone, Dead, Payments];
        if (name is not null) faults = [.. faults.Where(f => f.Name == name)];
        return faults.Length == 0 ? null : [WarmUp, Steady, .. faults, Recovery];
    }
}
