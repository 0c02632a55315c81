namespace Perdure.Resilience.Tests.Bulkheads;

/// <summary>What a client saw of one try.</summary>
/// <param name="IntendedUs">When the client first meant the request.</param>
/// <param name="EndUs">When it had its answer, or gave up.</param>
/// <param name="Tier">0 critical, 1 standard, 2 optional.</param>
/// <param name="Try">0 for the first.</param>
/// <param name="TookUs">From the sending of this try.</param>
/// <param name="Good">Answered in time.</param>
/// <param name="Rejected">Turned away.</param>
internal readonly record struct OverloadResult(long IntendedUs, long EndUs, int Tier, int Try, long TookUs, bool Good, bool Rejected);
