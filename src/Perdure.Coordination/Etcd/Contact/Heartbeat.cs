using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Etcd.Contact;

/// <summary>What a look at the store found.</summary>
/// <param name="Endpoint">Who was asked last.</param>
/// <param name="Version">Its version, when it answered.</param>
/// <param name="Failure">What failed; null when all is well.</param>
/// <param name="Problem">What happened and what to do; null when all is well.</param>
internal readonly record struct Heartbeat(string Endpoint, EtcdVersion? Version, CoordinationFailure? Failure, string? Problem)
{
    /// <summary>Whether somebody answered from the past of the store: nothing must be written there.</summary>
    public bool IsStale { get; init; }

    /// <summary>Whether waiting does not help.</summary>
    public bool IsHopeless => Failure is CoordinationFailure.Refused or CoordinationFailure.Incompatible;
}
