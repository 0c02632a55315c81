using Perdure.Demo.Stage;

namespace Perdure.Demo.Promises;

/// <summary>What the ledgers of all payments processes say, dead ones included.</summary>
/// <param name="Executed">Payments that were executed.</param>
/// <param name="Twice">Of these, how many were executed more than once, wherever.</param>
/// <param name="Lost">Payments that were accepted, as executed or for later, and that no ledger knows.</param>
public sealed record PaymentAudit(int Executed, int Twice, int Lost)
{
    /// <summary>How many were accepted.</summary>
    public int Accepted { get; init; }

    /// <summary>How many of these were to be executed later.</summary>
    public long Deferred { get; init; }

    /// <summary>How many requests came to a payments process although their payment was executed, and were recognised by their key.</summary>
    public int Recognised { get; init; }

    /// <summary>Compares ledgers with what clients were told.</summary>
    /// <param name="executions">The id of each execution, from all ledgers.</param>
    /// <param name="acknowledged">The ids that were accepted.</param>
    public static PaymentAudit Of(IEnumerable<string> executions, IReadOnlyCollection<string> acknowledged)
    {
        var counts = executions.CountBy(id => id).ToDictionary();
        return new PaymentAudit(counts.Count, counts.Values.Count(n => n > 1), acknowledged.Count(id => !counts.ContainsKey(id)))
        {
            Accepted = acknowledged.Count,
        };
    }

    /// <summary>
    /// Reads the ledgers of a demo (one id a line, and for payments with a key one link to the id in the folder of keys) and compares them with what
    /// clients were told.
    /// </summary>
    internal static PaymentAudit OfDirectory(string directory, IReadOnlyCollection<string> acknowledged, long deferred)
    {
        var withKeys = new DirectoryInfo(Path.Combine(directory, DemoSystemFile.Keys));
        var executions = Directory.EnumerateFiles(directory, "*.ledger").SelectMany(File.ReadLines)
            .Concat(withKeys.Exists ? withKeys.EnumerateFileSystemInfos().Select(entry => entry.LinkTarget).OfType<string>() : []);
        return Of(executions, acknowledged) with
        {
            Deferred = deferred,
            Recognised = Directory.EnumerateFiles(directory, "*.recognised").Sum(file => File.ReadLines(file).Count()),
        };
    }
}
