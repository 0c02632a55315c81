namespace Perdure.Telemetry.Objectives;

/// <summary>
/// The arithmetic of error budgets by requests, as in chapter 5 of Google's "The Site Reliability Workbook" (Alerting on SLOs). The budget is the share
/// 1 − objective of all requests of the window. Pure.
/// </summary>
public static class BudgetMath
{
    /// <summary>
    /// How many times as fast as the budget would just last burns: the share of bad requests by the share that may be bad. 1 spends all of it in the window. Null
    /// without requests.
    /// </summary>
    /// <param name="total">Requests of the time looked at.</param>
    /// <param name="bad">The bad ones among them.</param>
    /// <param name="objective">The share that must be good. Range: less than 1.</param>
    public static double? BurnRate(long total, long bad, double objective) => total <= 0 ? null : (double)bad / total / (1 - objective);

    /// <summary>What is left of the budget: 1 is all of it, 0 nothing, and less than that when more was spent than there was. Without requests nothing was.</summary>
    /// <param name="total">Requests of the window.</param>
    /// <param name="bad">The bad ones among them.</param>
    /// <param name="objective">The share that must be good. Range: less than 1.</param>
    public static double Left(long total, long bad, double objective) => 1 - (BurnRate(total, bad, objective) ?? 0);

    /// <summary>The share of good ones; null without any.</summary>
    public static double? Ratio(long total, long bad) => total <= 0 ? null : (double)(total - bad) / total;
}
