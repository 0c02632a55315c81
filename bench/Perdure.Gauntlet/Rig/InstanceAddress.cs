namespace Perdure.Gauntlet.Rig;

/// <summary>An instance as a gateway's configuration names it.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Host">Host name or address for the configuration; the instance itself always listens on 127.0.0.1.</param>
/// <param name="Port">Its port.</param>
/// <param name="Zone">Its zone.</param>
public sealed record InstanceAddress(int Number, string Host, int Port, string Zone);
