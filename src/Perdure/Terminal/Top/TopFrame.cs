using System.Globalization;

namespace Perdure.Terminal.Top;

/// <summary>One picture of the screen: the node, its routes, its instances. Pure.</summary>
internal static class TopFrame
{
    /// <summary>The narrowest that is drawn.</summary>
    public const int WidthMin = 40;

    /// <summary>The lowest that is drawn.</summary>
    public const int HeightMin = 10;

    private const int HeadLines = 3;

    /// <summary>Draws it.</summary>
    /// <param name="view">What to show.</param>
    /// <param name="width">The width of the screen.</param>
    /// <param name="height">Its height; no more lines than that.</param>
    /// <param name="colours">Whether there are colours.</param>
    public static IReadOnlyList<string> Lines(TopView view, int width, int height, bool colours)
    {
        (width, height) = (Math.Max(width, WidthMin), Math.Max(height, HeightMin));
        var lines = new List<string> { Node(view, width, colours), Traffic(view, width, colours), "" };
        var routes = TopRows.Routes(view.Now, view.Before, view.Service);
        var instances = TopRows.Instances(view.Now, view.Service, view.Wall);
        var room = height - HeadLines - 2;

        // Instances need the most; what they leave is for routes, a third at least.
        var forRoutes = Math.Min(routes.Count + 1, Math.Max(room / 3, room - instances.Count - 1));
        lines.AddRange(TopTable.Lines(TopRows.RouteColumns, routes, width, Math.Max(2, forRoutes), "routes", colours));
        lines.Add("");
        lines.AddRange(TopTable.Lines(TopRows.InstanceColumns, instances, width, Math.Max(2, height - lines.Count - 1), "instances", colours));
        if (view.Live)
            lines.Add(TopText.Fit($"q quits; every {ShortText.Span(view.Interval)}", width).TrimEnd());
        return [.. lines.Take(height)];
    }

    private static string Node(TopView view, int width, bool colours)
    {
        var node = view.Now.Node;
        if (view.Problem is { } problem)
        {
            var since = $"not answering since {view.Since.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}";
            return TopText.Styled(TopText.Fit($"{node.System}  node {node.Node}  {since}: {PlainText.Line(problem)}", width), StateStyle.Bad, colours);
        }

        var clock = view.Wall.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var left = $"{node.System}  node {node.Node}  ";
        var right = $"  up {ShortText.Span(view.Wall - node.StartedAt)}  version {node.Version}  plan {node.Plan.Version}";
        var fits = left.Length + node.State.Length + right.Length + clock.Length < width;
        var rest = fits ? right.PadRight(width - left.Length - node.State.Length - clock.Length) + clock : "";
        return TopText.Cut(left, width) + TopText.Styled(node.State, StateStyle.Of(node.State), colours) + rest;
    }

    private static string Traffic(TopView view, int width, bool colours)
    {
        var rates = TopRates.Of(view.Now, view.Before);
        var (alerts, incidents) = (view.Now.Node.Alerts, view.Now.Incidents.Count(incident => incident.State == "open"));
        var firing = alerts is { Firing: > 0 } ? $"{alerts.Firing} firing: {string.Join(", ", alerts.Names)}" : "none firing";
        var text = $"requests {(rates is { } known ? $"{ShortText.Number(known.PerSecond)}/s, errors {ShortText.Percent(known.Errors)}" : "-")}  incidents {(incidents == 0 ? "none open" : $"{incidents} open")}  alerts {firing}";
        var bad = view.Problem is null && (alerts is { Firing: > 0 } || incidents > 0);
        return TopText.Styled(TopText.Fit(text, width).TrimEnd(), bad ? StateStyle.Bad : null, colours);
    }
}
