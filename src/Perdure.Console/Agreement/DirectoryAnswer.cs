namespace Perdure.Console.Agreement;

/// <summary>The nodes and the groups.</summary>
internal sealed record DirectoryAnswer(IReadOnlyList<NodeAnswer> Nodes, IReadOnlyList<GroupAnswer> Groups);
