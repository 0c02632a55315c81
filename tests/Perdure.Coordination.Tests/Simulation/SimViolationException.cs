namespace Perdure.Coordination.Tests.Simulation;

/// <summary>An invariant of a simulation did not hold.</summary>
internal sealed class SimViolationException(bool safety, string message) : Exception(message)
{
    /// <summary>Something wrong happened; otherwise something right did not happen in time.</summary>
    public bool Safety => safety;
}
