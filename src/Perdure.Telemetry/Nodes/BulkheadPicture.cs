using Perdure.Gateway.Admission;
using Perdure.Resilience.Bulkheads;
using Perdure.Telemetry.Metrics;

namespace Perdure.Telemetry.Nodes;

/// <summary>A bulkhead of a service or a route, the labels of its owner, and how it stood.</summary>
public sealed record BulkheadPicture(BulkheadRuntime Bulkhead, LabelSet Labels, BulkheadSnapshot Snapshot);
