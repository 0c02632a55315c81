namespace Perdure.Durability.Postgres.Records;

/// <summary>A record of a request as it is in the table.</summary>
/// <param name="Token">Its token.</param>
/// <param name="Finished">Whether it has an answer.</param>
/// <param name="BegunMs">When it was begun, in Unix ms.</param>
/// <param name="LeaseMs">Until when it is in flight, in Unix ms.</param>
/// <param name="ExpiresMs">When it is forgotten, in Unix ms.</param>
/// <param name="Fingerprint">What was asked for.</param>
/// <param name="Answer">The answer; null: none yet.</param>
internal sealed record RecordRow(long Token, bool Finished, long BegunMs, long LeaseMs, long ExpiresMs, byte[] Fingerprint, byte[]? Answer)
{
    /// <summary>How long it is kept; an unfinished one expires so long after its lease.</summary>
    public long RetentionMs => ExpiresMs - LeaseMs;
}
