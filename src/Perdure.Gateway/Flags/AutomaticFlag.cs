namespace Perdure.Gateway.Flags;

/// <summary>A flag with a condition under which it goes off by itself, at one moment.</summary>
/// <param name="Name">The flag.</param>
/// <param name="Off">Whether its condition has it off. What an operator sets goes before that.</param>
/// <param name="SinceMs">Since when, on the gateway's clock; 0 when it has never turned.</param>
/// <param name="Why">What its condition is, for people, such as <c>no instance of catalog can be asked</c>.</param>
/// <param name="Holds">Whether that is so just now; a flag goes off only after it has been for a while, and comes back a while after.</param>
public sealed record AutomaticFlag(string Name, bool Off, long SinceMs, string Why, bool Holds);
