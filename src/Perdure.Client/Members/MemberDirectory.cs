namespace Perdure.Client.Members;

/// <summary>Everybody: the nodes of Perdure and the groups of services' processes.</summary>
/// <param name="Nodes">The nodes, by id.</param>
/// <param name="Groups">The groups that have members, by name.</param>
public sealed record MemberDirectory(IReadOnlyList<NodeInfo> Nodes, IReadOnlyList<GroupInfo> Groups);
