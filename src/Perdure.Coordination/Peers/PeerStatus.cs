namespace Perdure.Coordination.Peers;

/// <summary>How the exchange with one other node goes.</summary>
/// <param name="Node">The other node.</param>
/// <param name="Heard">Whether it was heard lately.</param>
/// <param name="Pushed">Pushes that it took in.</param>
/// <param name="Failed">Pushes that failed.</param>
/// <param name="Problem">Why the last one failed; null when it did not.</param>
public sealed record PeerStatus(PeerNode Node, bool Heard, long Pushed, long Failed, string? Problem);
