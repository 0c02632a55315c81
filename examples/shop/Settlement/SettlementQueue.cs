using System.Text.Json;
using Perdure.Client;
using Perdure.Client.Queues;
using Shop.Payments;

namespace Shop.Settlement;

/// <summary>The queue between those who accept payments and the worker that settles them. Thread-safe.</summary>
public sealed class SettlementQueue(PerdureClient perdure)
{
    /// <summary>Its name in the system file.</summary>
    public const string Name = "settlements";

    /// <summary>Accepts a payment; returns when it is on the node's disk. One that comes again is there already: its id is the dedupe key.</summary>
    /// <exception cref="PerdureException">It is not accepted, or it is not known whether it is: the customer may ask again with the same id.</exception>
    public Task<EnqueuedJob> AcceptAsync(Payment payment, CancellationToken cancel) => perdure.Queues.EnqueueAsync(
        Name, new NewJob { Payload = JsonSerializer.SerializeToUtf8Bytes(payment, JsonSerializerOptions.Web), DedupeKey = payment.Id }, cancel);

    /// <summary>Settles payments until it is stopped, four at a time.</summary>
    public Task SettleAsync(Func<Payment, CancellationToken, Task> settle, Action<QueueWorkEvent> observe, CancellationToken stopping) => perdure.Queues.WorkAsync(
        Name,
        (job, ends) =>
        {
            Payment? payment;
            try
            {
                payment = JsonSerializer.Deserialize<Payment>(job.Payload.Span, JsonSerializerOptions.Web);
            }
            catch (JsonException e)
            {
                // It will not be better the next time; an operator looks at it with `perdure queue peek settlements --state dead`.
                throw new JobFailedException($"not a payment: {e.Message}") { GiveUp = true };
            }
            return settle(payment ?? throw new JobFailedException("not a payment") { GiveUp = true }, ends);
        },
        new QueueWorkOptions { Concurrency = 4, Lease = TimeSpan.FromSeconds(10), StopGrace = TimeSpan.FromSeconds(2), Observe = observe },
        stopping);
}
