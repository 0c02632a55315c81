namespace Perdure.Coordination.Storage;

/// <summary>In which order a range comes.</summary>
public enum RangeOrder
{
    /// <summary>By key, in byte order. The default.</summary>
    Key,

    /// <summary>The oldest creation first.</summary>
    CreateRevision,

    /// <summary>The youngest creation first.</summary>
    CreateRevisionDescending,
}
