using System.Collections.Immutable;
using Perdure.Gateway.Planning;
using Perdure.Telemetry.Metrics;

namespace Perdure.Telemetry.Nodes;

/// <summary>A service, its labels and its instances.</summary>
public sealed record ServicePicture(ServiceRuntime Service, LabelSet Labels, ImmutableArray<InstancePicture> Instances);
