namespace Perdure.Console.Alerts;

/// <summary>Somebody who is told of alerts.</summary>
/// <param name="Name">The name in the messages.</param>
/// <param name="Host">Scheme, host and port; never the path.</param>
/// <param name="Delivered">Messages that arrived.</param>
/// <param name="Failed">Tries that failed.</param>
/// <param name="Problem">Why the last try failed; null when it did not.</param>
public sealed record ReceiverStatus(string Name, string Host, long Delivered, long Failed, string? Problem);
