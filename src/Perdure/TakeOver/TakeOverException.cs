namespace Perdure.TakeOver;

/// <summary>There is no take-over: the running process goes on. The message says why and what to do.</summary>
internal sealed class TakeOverException(string message, Exception? cause = null) : Exception(message, cause);
