namespace Perdure.Demo.Promises;

/// <summary>What the ledgers of all payments processes say, dead ones included.</summary>
/// <param name="Executed">Payments that were executed.</param>
/// <param name="Twice">Of these, how many were executed more than once, wherever.</param>
/// <param name="Lost">Payments that a client was told were executed and that no ledger knows.</param>
public sealed record PaymentAudit(int Executed, int Twice, int Lost)
{
    /// <summary>Compares ledgers with what clients were told.</summary>
    /// <param name="executions">The id of each execution, from all ledgers.</param>
    /// <param name="acknowledged">The ids that were answered as executed.</param>
    public static PaymentAudit Of(IEnumerable<string> executions, IEnumerable<string> acknowledged)
    {
        var counts = executions.CountBy(id => id).ToDictionary();
        return new PaymentAudit(counts.Count, counts.Values.Count(n => n > 1), acknowledged.Count(id => !counts.ContainsKey(id)));
    }

    /// <summary>Reads the ledgers of a demo (one id a line) and compares them with what clients were told.</summary>
    internal static PaymentAudit OfDirectory(string directory, IEnumerable<string> acknowledged) =>
        Of(Directory.EnumerateFiles(directory, "*.ledger").SelectMany(File.ReadLines), acknowledged);
}
