namespace Perdure.Demo.Stage;

/// <summary>An instance as the admin API shows it.</summary>
/// <param name="Service">Its service.</param>
/// <param name="Id">Its id.</param>
/// <param name="Url">Its address.</param>
/// <param name="State">Its state.</param>
/// <param name="Pid">Process id; null when no process runs.</param>
public sealed record DemoInstance(string Service, string Id, string? Url, string State, int? Pid);
