using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>offWhen</c> of a flag.</summary>
internal static class FlagConditionShape
{
    private static readonly Key<string> Breaker = new(
        "breaker", Texts.Name, "The service of which no instance can be asked: breakers open, ejected, ill or drained.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<string> Shedding = new(
        "shedding", HttpTexts.ServiceOrAny, "The service whose bulkhead turns requests away; * is any, or the node itself.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<TimeSpan> For = new("for", Durations.Between("0s", "1h"), "How long that must last before the flag goes off.")
    {
        Default = "1s",
    };

    private static readonly Key<TimeSpan> BackAfter = new(
        "backAfter", Durations.Between("1s", "24h"), "How long it must be over before the flag comes back.")
    {
        Default = "30s",
    };

    public static MappingShape<FlagCondition> Shape { get; } = new([Breaker, Shedding, For, BackAfter], v => new FlagCondition
    {
        Breaker = v.Find(Breaker),
        Shedding = v.Find(Shedding),
        For = v.Get(For),
        BackAfter = v.Get(BackAfter),
    })
    {
        Check = Check,
    };

    private static void Check(Values v)
    {
        if (v.Has(Breaker) && v.Has(Shedding))
        {
            v.Contradiction(Shedding, "expected one condition, found breaker and shedding", "keep one of the two");
        }
        else if (!v.Has(Breaker) && !v.Has(Shedding))
        {
            v.Context.Error(
                Reading.DiagnosticKind.Missing, v.Scope.Path, v.Scope.Anchor, "expected a condition, found none", "add breaker or shedding");
        }
    }
}
