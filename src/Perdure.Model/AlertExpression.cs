using System.Collections.Immutable;

namespace Perdure.Model;

/// <summary>What an alerting rule watches, and from where on that is too much.</summary>
public sealed record AlertExpression
{
    /// <summary>The times that <see cref="AlertSignal.BudgetBurn"/> can be measured over.</summary>
    public static ImmutableArray<TimeSpan> BurnWindows { get; } = [TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(72)];

    /// <summary>The signal.</summary>
    public required AlertSignal Signal { get; init; }

    /// <summary>Of what: at most one of the scopes that the signal has.</summary>
    public AlertScope Scope { get; init; }

    /// <summary>The name of that service, route, queue or listener; null: of each one, and each may fire by itself. Always null for the node.</summary>
    public string? Name { get; init; }

    /// <summary>Too much is more than this; null when <see cref="Below"/> is set, or when the signal is a truth.</summary>
    public AlertBound? Above { get; init; }

    /// <summary>Too little is less than this.</summary>
    public AlertBound? Below { get; init; }

    /// <summary>The time that a windowed signal is measured over. Range: 1 s to 1 h, for a burning budget one of <see cref="BurnWindows"/>. Default: 1 min, or 1 h.</summary>
    public TimeSpan Over { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>With fewer requests than this in that time a windowed signal says nothing, which counts as well. Range: 1 to 1,000,000. Default: 1.</summary>
    public int MinimumRequests { get; init; } = 1;

    /// <summary>As one would say it, without the name: <c>error-ratio above 5% over 1m</c>.</summary>
    public override string ToString()
    {
        var info = AlertSignals.Of(Signal);
        var bound = Above is { } above ? $" above {above}" : Below is { } below ? $" below {below}" : "";
        return $"{info.Name}{bound}{(info.Windowed ? $" over {DurationText.Format(Over)}" : "")}";
    }
}
