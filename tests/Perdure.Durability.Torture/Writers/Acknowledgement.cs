namespace Perdure.Durability.Torture.Writers;

/// <summary>A request of which a client was told that it was done, or that it will be.</summary>
/// <param name="Id">What it was about.</param>
/// <param name="Status">What the client was told: 200 or 202.</param>
/// <param name="Location">Where to ask for a deferred one; null for others.</param>
internal sealed record Acknowledgement(string Id, int Status, Uri? Location);
