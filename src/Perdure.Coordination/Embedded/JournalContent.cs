namespace Perdure.Coordination.Embedded;

/// <summary>What a journal holds.</summary>
/// <param name="Sequence">How many groups have been written since the file was made: tells whether the last one is in it.</param>
/// <param name="Space">The store.</param>
internal sealed record JournalContent(long Sequence, KeySpace Space);
