using Perdure.Resilience.Pools;
using Perdure.Telemetry.Metrics;

namespace Perdure.Telemetry.Nodes;

/// <summary>An instance, its labels and how it stood.</summary>
public sealed record InstancePicture(Instance Instance, LabelSet Labels, InstanceGlance Glance);
