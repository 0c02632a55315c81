using Perdure.Client;
using Perdure.Client.Elections;
using Perdure.Torture.Judging;
using Perdure.Torture.Rig;

namespace Perdure.Torture.Workers;

/// <summary>
/// A service that wants to lead, as anybody would write one with the client library. While it leads it writes down every few milliseconds
/// that it believes so, and has its token checked, as a resource would that it sends work to.
/// </summary>
internal static class Candidate
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    /// <param name="election">What it runs for.</param>
    /// <param name="name">Its name.</param>
    /// <param name="nodes">Which nodes it knows, its own first.</param>
    /// <param name="logFile">Where its claims go.</param>
    /// <param name="careless">For the control: it goes on until the store refuses its token, as naive code does.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<int> RunAsync(
        string election, string name, IReadOnlyList<Uri> nodes, string logFile, bool careless, CancellationToken cancel)
    {
        using var log = new JudgeLog(logFile);
        using var client = new PerdureClient(new PerdureClientOptions
        {
            Nodes = nodes,
            Token = Node.Token,
            RequestTimeout = TimeSpan.FromSeconds(1),
        });
        var term = 0;
        while (!cancel.IsCancellationRequested)
        {
            // Another name for each term: a term that was lost may linger in the store until its lease ends.
            var options = new CampaignOptions { Candidate = $"{name}/{Environment.ProcessId}/{++term}", Value = name, Ttl = Ttl };
            await using var leadership = await client.Elections.CampaignAsync(election, options, cancel);
            System.Console.WriteLine($"{JudgeLog.Now} leads {election} with {leadership.Token}");
            await LeadAsync(client, leadership, election, log, careless, cancel);
            System.Console.WriteLine($"{JudgeLog.Now} no longer leads {election} with {leadership.Token}");
        }

        return 0;
    }

    private static async Task LeadAsync(
        PerdureClient client, Leadership leadership, string election, JudgeLog log, bool careless, CancellationToken cancel)
    {
        var checking = Task.FromResult(true);
        while (!cancel.IsCancellationRequested)
        {
            // The time is taken before the clock is compared: what holds afterwards held then.
            var at = JudgeLog.Now;
            if (careless ? checking is { IsCompleted: true, Result: false } : !leadership.IsLeader)
                break;
            log.Believed(at, leadership.Token, election);
            if (checking.IsCompleted)
                checking = CheckAsync(client, leadership.Token, election, log, cancel);
            await Task.Delay(Pace, TimeProvider.System, cancel);
        }

        await checking;
    }

    // False when the store says that the token is another's by now.
    private static async Task<bool> CheckAsync(PerdureClient client, long token, string election, JudgeLog log, CancellationToken cancel)
    {
        var sent = JudgeLog.Now;
        try
        {
            if (!await client.Elections.HoldsAsync(election, token, cancel))
                return false;
            log.Accepted(sent, JudgeLog.Now, token, election);
        }
        catch (PerdureException)
        {
            // No answer is no claim.
        }

        return true;
    }
}
