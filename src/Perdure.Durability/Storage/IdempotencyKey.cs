namespace Perdure.Durability.Storage;

/// <summary>Names a request.</summary>
/// <param name="Scope">Whose: 1 to 512 bytes of UTF-8.</param>
/// <param name="Key">The caller's key: 1 to 512 bytes of UTF-8.</param>
public readonly record struct IdempotencyKey(string Scope, string Key);
