namespace Perdure.Console.Nodes;

/// <summary>The process of an instance that this node runs.</summary>
/// <param name="State"><c>running</c>, <c>backing-off</c>, <c>stopped</c> or <c>failed</c>.</param>
/// <param name="Pid">The process id; null while none runs.</param>
/// <param name="Restarts">Restarts since the node started it first.</param>
/// <param name="LastExit">How it ended last, for people; null while it never has.</param>
/// <param name="Since">When it came into this state.</param>
public sealed record InstanceProcess(string State, int? Pid, int Restarts, string? LastExit, DateTimeOffset Since);
