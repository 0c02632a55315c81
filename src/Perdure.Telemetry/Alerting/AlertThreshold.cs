using Perdure.Model;

namespace Perdure.Telemetry.Alerting;

/// <summary>Whether a value is too much or too little. What is measured must come back a tenth beyond its bound before a firing alert can end. Pure.</summary>
internal static class AlertThreshold
{
    /// <summary>What a value says; null is one that cannot be read.</summary>
    /// <param name="expression">The rule's expression.</param>
    /// <param name="value">The value of the signal.</param>
    /// <param name="firing">Whether the alert fires already.</param>
    public static AlertSign Sign(AlertExpression expression, double? value, bool firing)
    {
        if (value is not { } known || double.IsNaN(known))
            return AlertSign.Unknown;
        var info = AlertSignals.Of(expression.Signal);
        var margin = firing ? info.Margin : 0;
        var present = info.Unit == AlertUnit.Truth ? known > 0
            : expression.Above is { } above ? known > above.Value * (1 - margin)
            // A ratio cannot come back beyond all.
            : expression.Below is { } below && known < Most(info, below.Value * (1 + margin), below.Value);
        return present ? AlertSign.Present : AlertSign.Absent;
    }

    private static double Most(AlertSignalInfo info, double wanted, double bound) => info.Unit == AlertUnit.Ratio ? Math.Max(bound, Math.Min(wanted, 1)) : wanted;
}
