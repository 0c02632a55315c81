using Microsoft.AspNetCore.Mvc;
using Perdure.Client;
using Shop.Settlement;

namespace Shop.Payments;

/// <summary>Taking money.</summary>
public static class PaymentsEndpoints
{
    /// <summary>Adds the endpoints of the payments.</summary>
    /// <param name="routes">Where they go.</param>
    /// <param name="settlesLater">Whether payments are accepted into the queue of the worker, and not executed here.</param>
    public static void MapPayments(this IEndpointRouteBuilder routes, bool settlesLater)
    {
        if (settlesLater) routes.MapPost("/payments", AcceptAsync);
        else routes.MapPost("/payments", ExecuteAsync);
        routes.MapGet("/payments/ledger", (Ledger ledger, ShopOptions options) =>
        {
            var executions = ledger.Executions();
            return new { instance = options.Id, payments = executions.Count, duplicates = executions.Count(e => e.Value > 1), executions };
        });
    }

    private static async Task<IResult> ExecuteAsync(
        Payment payment, [FromHeader(Name = "Idempotency-Key")] string? key, Ledger ledger, ServiceTime work)
    {
        if (!IsGood(payment)) return Results.BadRequest("A payment needs an id without spaces.");
        // First the deed, then the slow rest: whoever sends it again because no answer came makes a duplicate,
        // unless it carries a key.
        ledger.Execute(payment.Id, key);
        await work.WorkAsync(CancellationToken.None);
        return Results.Ok(new { id = payment.Id, status = "executed" });
    }

    private static async Task<IResult> AcceptAsync(Payment payment, SettlementQueue queue, ServiceTime work, CancellationToken cancel)
    {
        if (!IsGood(payment)) return Results.BadRequest("A payment needs an id without spaces.");
        await work.WorkAsync(cancel);
        try
        {
            await queue.AcceptAsync(payment, cancel);
        }
        catch (PerdureException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status503ServiceUnavailable, title: "The payment was not accepted; send it again.");
        }
        return Results.Accepted(value: new { id = payment.Id, status = "accepted" });
    }

    private static bool IsGood(Payment payment) =>
        payment.Id is { Length: > 0 and <= 100 } id && !id.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));
}
