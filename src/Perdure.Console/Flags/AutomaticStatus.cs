namespace Perdure.Console.Flags;

/// <summary>What the condition of a flag (<c>offWhen</c>) says on this node. It counts only while nobody has set the flag.</summary>
/// <param name="Off">Whether it has the flag off.</param>
/// <param name="Since">Since when; null when it has never turned.</param>
/// <param name="Why">The condition, for people, such as <c>no instance of catalog can be asked</c>.</param>
/// <param name="Holds">Whether that is so just now: a flag goes off and comes back some time after.</param>
public sealed record AutomaticStatus(bool Off, DateTimeOffset? Since, string Why, bool Holds);
