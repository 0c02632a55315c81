using Perdure.Durability.Torture.Service;
using Perdure.Durability.Torture.Writers;

namespace Perdure.Durability.Torture.Judging;

/// <summary>Holds what clients were told against what the service did. Pure.</summary>
internal static class LedgerJudge
{
    private const int ShownMax = 5;

    /// <summary>What is wrong: something acknowledged that was never done, something done twice, a run that tested nothing.</summary>
    public static IReadOnlyList<string> Find(IReadOnlyCollection<Acknowledgement> acknowledged, IReadOnlyCollection<Execution> executions)
    {
        var effects = executions.Where(execution => execution.TookEffect).CountBy(execution => execution.Id).ToDictionary();
        var findings = new List<string>();
        Report(findings, "acknowledged and never done", acknowledged.Where(a => !effects.ContainsKey(a.Id)).Select(a => $"{a.Id} ({a.Status})"));
        Report(findings, "done more than once", effects.Where(effect => effect.Value > 1).Select(effect => $"{effect.Key} ({effect.Value} times)"));
        Report(
            findings, "done under another key than the client's",
            executions.Where(execution => execution.Key?.Trim('"') != "key-" + execution.Id).Select(execution => $"{execution.Id} ({execution.Key ?? "none"})"));
        foreach (var status in new[] { 200, 202 }.Where(status => acknowledged.All(a => a.Status != status)))
            findings.Add($"no request was ever acknowledged with {status}, so that was not tested");
        return findings;
    }

    private static void Report(List<string> findings, string what, IEnumerable<string> which)
    {
        string[] all = [.. which];
        if (all.Length > 0)
            findings.Add($"{all.Length} {what}: {string.Join(", ", all.Take(ShownMax))}{(all.Length > ShownMax ? ", …" : "")}");
    }
}
