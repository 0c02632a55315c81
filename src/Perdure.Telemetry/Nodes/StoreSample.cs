using Perdure.Coordination.Storage;

namespace Perdure.Telemetry.Nodes;

/// <summary>How a node stands with its coordination store.</summary>
/// <param name="State">Whether nodes can agree just now.</param>
/// <param name="Lasting">For how long it has been so.</param>
/// <param name="Losses">How often the store was lost since the node started.</param>
/// <param name="Lost">For how long in all, the loss that lasts included.</param>
public readonly record struct StoreSample(StoreState State, TimeSpan Lasting, long Losses, TimeSpan Lost);
