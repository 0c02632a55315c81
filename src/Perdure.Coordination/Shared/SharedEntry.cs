namespace Perdure.Coordination.Shared;

/// <summary>What holds for a key on this node.</summary>
/// <param name="Value">The value; null: there is none.</param>
/// <param name="Revision">The revision of its last change in the store, as far as known; 0: it does not exist there.</param>
/// <param name="Reach">Whether the store has it.</param>
internal readonly record struct SharedEntry(ReadOnlyMemory<byte>? Value, long Revision, ChangeReach Reach);
