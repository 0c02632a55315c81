namespace Perdure.Histories;

/// <summary>What came of checking a history.</summary>
public enum HistoryVerdict
{
    /// <summary>There is an order of the operations that explains every answer.</summary>
    Linearizable,

    /// <summary>There is none.</summary>
    NotLinearizable,

    /// <summary>The time or the memory was not enough to tell.</summary>
    Unknown,
}
