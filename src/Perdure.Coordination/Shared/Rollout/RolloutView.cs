using System.Collections.Immutable;
using Perdure.Coordination.Shared.Configuration;

namespace Perdure.Coordination.Shared.Rollout;

/// <summary>What a conductor sees at one moment.</summary>
/// <param name="Fresh">Whether nodes and reports follow the store just now; while not, nothing is judged.</param>
/// <param name="Nodes">The nodes that are alive.</param>
/// <param name="Reports">What they say, by id.</param>
internal sealed record RolloutView(bool Fresh, ImmutableArray<RolloutNode> Nodes, IReadOnlyDictionary<string, NodeReport> Reports);
