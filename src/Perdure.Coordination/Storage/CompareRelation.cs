namespace Perdure.Coordination.Storage;

/// <summary>How a guard compares what is stored with its operand.</summary>
public enum CompareRelation
{
    /// <summary>Stored = operand.</summary>
    Equal,

    /// <summary>Stored ≠ operand.</summary>
    NotEqual,

    /// <summary>Stored &lt; operand.</summary>
    Less,

    /// <summary>Stored &gt; operand.</summary>
    Greater,
}
