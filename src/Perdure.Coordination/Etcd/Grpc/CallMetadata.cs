namespace Perdure.Coordination.Etcd.Grpc;

/// <summary>What goes along with a call.</summary>
/// <param name="HasLeader">Asks a member that knows no leader to refuse, or to end the stream, instead of leaving it waiting.</param>
/// <param name="Token">The token of the authenticated user; null without authentication.</param>
internal readonly record struct CallMetadata(bool HasLeader, string? Token);
