namespace Perdure.Durability.Postgres.Lanes;

/// <summary>Another node has changed what a step had looked at; the transaction is undone and done again.</summary>
internal sealed class StaleLookException : Exception;
