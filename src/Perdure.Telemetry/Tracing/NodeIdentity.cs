namespace Perdure.Telemetry.Tracing;

/// <summary>Whose spans they are.</summary>
/// <param name="System">The name of the system: <c>service.namespace</c>.</param>
/// <param name="Node">The id of the node: <c>service.instance.id</c>.</param>
/// <param name="Version">The version of Perdure: <c>service.version</c>.</param>
public sealed record NodeIdentity(string System, string Node, string Version);
