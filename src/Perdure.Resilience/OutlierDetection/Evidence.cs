namespace Perdure.Resilience.OutlierDetection;

/// <summary>
/// How much it takes to eject an instance. While another gateway that ejected it has hinted so, half of it: it is then likelier from the start that
/// what is seen here is no chance. There must be something to be seen here in any case, so no hint ejects by itself.
/// </summary>
/// <param name="ConsecutiveFailures">Failures in a row among healthy others.</param>
/// <param name="MinimumRequests">Answers before a success rate is judged.</param>
/// <param name="Z">The significance of a difference between success rates.</param>
/// <param name="Chance">How rarely chance may make a run of failures.</param>
/// <param name="SilencePart">The part of the usual silence that ejects.</param>
internal readonly record struct Evidence(int ConsecutiveFailures, int MinimumRequests, double Z, double Chance, double SilencePart)
{
    private const double UsualChance = 1e-9;
    private const double HintedChance = 1e-5;
    private const double HintedZ = 3.5;
    private const int FewestFailures = 2;
    private const int FewestRequests = 5;

    internal static Evidence For(OutlierDetectionOptions options, bool hinted) => hinted
        ? new Evidence(
            Math.Min(options.ConsecutiveFailures, Math.Max(FewestFailures, (options.ConsecutiveFailures + 1) / 2)),
            Math.Min(options.MinimumRequests, Math.Max(FewestRequests, options.MinimumRequests / 2)),
            HintedZ,
            HintedChance,
            0.5)
        : new Evidence(options.ConsecutiveFailures, options.MinimumRequests, SuccessRateTest.SignificantZ, UsualChance, 1);
}
