using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>Pairs of durations of which one must not be longer than the other.</summary>
internal static class Bounded
{
    /// <summary>
    /// Reports a contradiction when both are written and <paramref name="lower"/> is longer than <paramref name="upper"/>.
    /// </summary>
    public static void Check(Values v, Key<TimeSpan> lower, Key<TimeSpan> upper)
    {
        if (v.Has(lower) && v.Has(upper) && v.IsSound(lower) && v.IsSound(upper) && v.Get(lower) > v.Get(upper))
        {
            v.Contradiction(
                lower,
                $"expected at most {upper.Name}, which is {Durations.Format(v.Get(upper))}, found {Durations.Format(v.Get(lower))}",
                $"lower {lower.Name}, or raise {upper.Name}");
        }
    }

    /// <summary>The lower one; when only the other is written, the default gives way to it.</summary>
    public static TimeSpan Lower(Values v, Key<TimeSpan> lower, Key<TimeSpan> upper) =>
        v.Has(lower) || v.Get(lower) <= v.Get(upper) ? v.Get(lower) : v.Get(upper);

    /// <summary>The upper one; when only the other is written, the default gives way to it.</summary>
    public static TimeSpan Upper(Values v, Key<TimeSpan> lower, Key<TimeSpan> upper) =>
        v.Has(upper) || v.Get(lower) <= v.Get(upper) ? v.Get(upper) : v.Get(lower);
}
