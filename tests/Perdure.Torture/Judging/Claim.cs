namespace Perdure.Torture.Judging;

/// <summary>One line of a <see cref="JudgeLog"/>.</summary>
/// <param name="From">The claim is true of some moment from here …</param>
/// <param name="To">… to here; the same for a belief.</param>
/// <param name="Token">The fencing token.</param>
/// <param name="Who">Whose log it is in.</param>
internal readonly record struct Claim(long From, long To, long Token, string Who);
