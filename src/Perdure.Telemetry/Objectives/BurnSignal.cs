using Perdure.Model;

namespace Perdure.Telemetry.Objectives;

/// <summary>
/// The signal <c>budget-burn</c>: how fast a budget burns over a long time and over a twelfth of it, whichever is less, so that it rises only when much was spent and
/// still is, and falls soon after that is over ("The Site Reliability Workbook", chapter 5, multiwindow, multi-burn-rate alerts). Pure.
/// </summary>
public static class BurnSignal
{
    /// <summary>One or two bad requests never make it rise, however few there are beside them.</summary>
    public const int BadMin = 3;

    /// <summary>The long times that it can be measured over.</summary>
    public static IReadOnlyList<TimeSpan> LongWindows { get; } = AlertExpression.BurnWindows;

    /// <summary>The short time that belongs to a long one: a twelfth.</summary>
    public static TimeSpan ShortOf(TimeSpan over) => over / 12;

    /// <summary>The worse of availability and latency; 0 with too few requests.</summary>
    /// <param name="figures">How the route stands.</param>
    /// <param name="over">The long time.</param>
    /// <param name="minimumRequests">With fewer requests than this in the long time it is 0.</param>
    public static double Of(RouteFigures figures, TimeSpan over, int minimumRequests)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return figures.Both.Max(one => Of(one.Figures, over, minimumRequests));
    }

    private static double Of(BudgetFigures figures, TimeSpan over, int minimumRequests)
    {
        var (high, low) = (In(figures, over), In(figures, ShortOf(over)));
        return high.Total < minimumRequests || high.Bad < BadMin ? 0 : Math.Min(high.Rate ?? 0, low.Rate ?? 0);
    }

    private static BurnFigures In(BudgetFigures figures, TimeSpan time) => figures.Burn.FirstOrDefault(burn => burn.Window.Length == time);
}
