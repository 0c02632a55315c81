using Perdure.EndToEnd.Tests.Support;

namespace Perdure.EndToEnd.Tests.Failures;

/// <summary>What the instances' ledgers say about the payments.</summary>
/// <param name="Executed">Different payments that were executed.</param>
/// <param name="Twice">Those that were executed more than once, on one instance or on several.</param>
/// <param name="Lost">Those that the client was told were executed and that were not.</param>
internal sealed record PaymentAudit(int Executed, IReadOnlyList<string> Twice, IReadOnlyList<string> Lost)
{
    public static PaymentAudit Of(Rig rig)
    {
        var executions = rig.Instances.Where(instance => File.Exists(instance.LedgerPath))
            .SelectMany(instance => File.ReadLines(instance.LedgerPath))
            .CountBy(id => id).ToDictionary();
        return new PaymentAudit(
            executions.Count,
            [.. executions.Where(execution => execution.Value > 1).Select(execution => execution.Key)],
            [.. rig.Traffic.Acknowledged.Where(id => !executions.ContainsKey(id))]);
    }
}
