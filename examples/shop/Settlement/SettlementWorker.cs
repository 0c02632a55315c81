using Perdure.Client;
using Perdure.Client.Queues;

namespace Shop.Settlement;

/// <summary>Settles accepted payments as long as the process runs.</summary>
public sealed class SettlementWorker(SettlementQueue queue, SettlementLedger ledger, ServiceTime work, TimeProvider time, ILogger<SettlementWorker> log) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await queue.SettleAsync(
                    async (payment, ends) =>
                    {
                        await work.WorkAsync(ends);
                        // The lease may have been lost in the meantime. Whoever has the job now settles the same id, and the ledger takes it once.
                        ends.ThrowIfCancellationRequested();
                        ledger.Settle(payment.Id, payment.AmountCents);
                    },
                    Say,
                    stoppingToken);
            }
            catch (PerdureException e)
            {
                // The queue is not there yet, or not any more; a process that gave up would have to be started again by somebody.
                log.LogError("No payments can be settled: {Problem}", e.Message);
                await Task.Delay(RetryAfter, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Say(QueueWorkEvent what)
    {
        if (what.Kind != QueueWorkEventKind.Completed)
            log.LogWarning("{Kind} {Job}: {Problem}", what.Kind, what.Job?.Id ?? what.Node.ToString(), what.Error?.Message);
    }
}
