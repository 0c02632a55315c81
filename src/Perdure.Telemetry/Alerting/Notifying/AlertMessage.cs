using System.Collections.Immutable;

namespace Perdure.Telemetry.Alerting.Notifying;

/// <summary>What is told of a group, as it stood when the message was made.</summary>
/// <param name="Group">The group.</param>
/// <param name="Alerts">What is told: the firing ones first.</param>
/// <param name="Firing">The fingerprints of those that fire and are not silenced.</param>
/// <param name="Resolved">The fingerprints of those that were resolved and are not silenced.</param>
/// <param name="Of">All that the group held.</param>
internal sealed record AlertMessage(AlertGroup Group, ImmutableArray<Alert> Alerts, HashSet<string> Firing, HashSet<string> Resolved, ImmutableArray<Alert> Of);
