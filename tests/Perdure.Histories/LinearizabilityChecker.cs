namespace Perdure.Histories;

/// <summary>
/// Decides whether a history is linearizable: whether each operation can be thought to take effect at one moment between its call and its
/// return so that every answer is right. The search is that of Wing and Gong ("Testing and verifying concurrent objects", 1993) with Lowe's
/// memory of situations ("Testing for linearizability", 2017), each part of the object by itself (Horn and Kroening's P-compositionality,
/// 2015), as the tool Porcupine does it.
/// </summary>
public static class LinearizabilityChecker
{
    /// <summary>Checks a history; its operations may come in any order.</summary>
    public static HistoryReport Check<TState, TInput, TOutput>(
        IHistoryModel<TState, TInput, TOutput> model, IEnumerable<HistoryOperation<TInput, TOutput>> history, HistoryLimits limits)
        where TState : notnull, IEquatable<TState>
    {
        var start = limits.Clock.GetTimestamp();
        HistoryReport? undecided = null;
        foreach (var part in history.GroupBy(operation => model.PartOf(operation.Input)))
        {
            var search = new LinearizationSearch<TState, TInput, TOutput>(model, [.. part], limits, start);
            var verdict = search.Run();
            if (verdict == HistoryVerdict.Linearizable) continue;
            var report = new HistoryReport(verdict, part.Key, search.Explain());
            // A part that is certainly wrong outweighs those that could not be decided.
            if (verdict == HistoryVerdict.NotLinearizable) return report;
            undecided ??= report;
        }

        return undecided ?? new HistoryReport(HistoryVerdict.Linearizable, null, null);
    }
}
