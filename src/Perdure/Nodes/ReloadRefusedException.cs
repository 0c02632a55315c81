namespace Perdure.Nodes;

/// <summary>The data plane could not put a model in force, as when a new listener's port is taken. The one before it still is.</summary>
internal sealed class ReloadRefusedException(string message, Exception? cause = null) : Exception(message, cause);
