using Perdure.Model.Reading;

namespace Perdure.Model.Checks;

/// <summary>Objectives that cannot be measured as they are written.</summary>
internal static class ObjectiveChecks
{
    // The lowest that can be written.
    private const double LowestMs = 1;

    public static void CheckRoute(RouteModel route, ReadContext context, KeyPath path)
    {
        var within = path.Key("latency").Key("within");
        if (route.Objective?.Latency is not { } latency || !context.Has(within) || !context.IsSound(within) || latency.Measured == latency.Within)
        {
            return;
        }

        var above = LatencyObjectiveModel.BoundsMs.First(bound => bound > latency.Within.TotalMilliseconds);
        context.Warn(
            DiagnosticKind.Invalid,
            within,
            context.ValueAt(within),
            $"times are counted in buckets, and no bucket ends at {DurationText.Format(latency.Within)}: it is measured as {DurationText.Format(latency.Measured)}",
            $"write {DurationText.Format(latency.Measured)} or {Text(above)}; buckets end at {string.Join(", ", LatencyObjectiveModel.BoundsMs.Where(bound => bound >= LowestMs).Select(Text))}");
    }

    /// <summary>A budget that burns must be there.</summary>
    public static void CheckRule(SystemModel model, AlertModel rule, ReadContext context, KeyPath route)
    {
        if (rule.Expression is { Signal: AlertSignal.BudgetBurn, Name: { } name } && context.Has(route) && context.IsSound(route)
            && model.Routes.FirstOrDefault(one => one.Name == name) is { Objective: null } && !context.IsWrong(Paths.Routes))
        {
            context.Error(
                DiagnosticKind.Reference, route, context.ValueAt(route), $"the route {Quoted.Text(name)} has no objective, so no budget that could burn", "give it one: objective: { availability: 99.9% }");
        }
    }

    private static string Text(double ms) => DurationText.Format(TimeSpan.FromMilliseconds(ms));
}
