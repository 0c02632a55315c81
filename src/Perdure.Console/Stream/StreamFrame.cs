namespace Perdure.Console.Stream;

/// <summary>What changed in one second, as it goes over the wire. One for all clients. Immutable.</summary>
/// <param name="Seq">Its number in its epoch, from 1 on.</param>
/// <param name="Bytes">A whole event.</param>
internal sealed record StreamFrame(long Seq, ReadOnlyMemory<byte> Bytes);
