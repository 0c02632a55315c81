namespace Perdure.Console.Durability;

/// <summary>A job that was accepted, or, by its dedupe key, had been before.</summary>
internal sealed record EnqueuedAnswer(string Id, bool Duplicate);
