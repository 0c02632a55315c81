namespace Perdure.Durability.Postgres.Lanes;

/// <summary>The commit was sent and its answer was lost.</summary>
internal sealed class CommitLostException(WriteLink link, Exception cause) : Exception(cause.Message, cause)
{
    /// <summary>On which connection.</summary>
    public WriteLink Link { get; } = link;
}
