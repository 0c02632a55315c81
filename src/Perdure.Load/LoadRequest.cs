namespace Perdure.Load;

/// <summary>One request of a planned load.</summary>
/// <param name="Sequence">Its number, from 0.</param>
/// <param name="Random">64 random bits, fixed by the seed, to choose what is asked for.</param>
public readonly record struct LoadRequest(long Sequence, ulong Random);
