using Perdure.Model;

namespace Perdure.Telemetry.Alerting.Signals;

/// <summary>Of what a signal is read.</summary>
/// <param name="Scope">One scope.</param>
/// <param name="Name">The name of the service, route, queue or listener; empty for the node.</param>
internal readonly record struct AlertTarget(AlertScope Scope, string Name)
{
    /// <summary>The label that names it.</summary>
    public string Label => Scope.ToString().ToLowerInvariant();
}
