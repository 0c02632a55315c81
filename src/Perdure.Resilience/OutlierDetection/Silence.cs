namespace Perdure.Resilience.OutlierDetection;

/// <summary>
/// When silence says something: an instance that answers nothing at all while several attempts wait. A hung process or a black hole shows so long
/// before an attempt times out, and also when impatient clients never let one time out.
/// </summary>
internal static class Silence
{
    /// <summary>Unanswered attempts that make silence meaningful; one or two may just be slow requests.</summary>
    internal const int Attempts = 3;

    /// <summary>Answers that the others must have given in the same time: else it is not about this instance.</summary>
    internal const int AnswersOfOthers = 10;

    private const long LimitFloorMs = 100;
    private const long LimitFactor = 3;
    private const long EjectionFloorMs = 1_000;
    private const long EjectionFactor = 10;

    /// <summary>The silence after which nothing more is sent until there is an answer: a mistake costs nothing, since the first answer ends it.</summary>
    internal static long LimitMs(long usualP99Ms) => Math.Max(LimitFloorMs, LimitFactor * usualP99Ms);

    /// <summary>The silence that ejects.</summary>
    internal static long EjectionMs(long usualP99Ms) => Math.Max(EjectionFloorMs, EjectionFactor * usualP99Ms);
}
