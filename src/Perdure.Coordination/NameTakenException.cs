namespace Perdure.Coordination;

/// <summary>A candidate or member of this name is there already, under another lease. The message says what to do.</summary>
public sealed class NameTakenException(string message) : Exception(message);
