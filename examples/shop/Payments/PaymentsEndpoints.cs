namespace Shop.Payments;

/// <summary>Taking money.</summary>
public static class PaymentsEndpoints
{
    /// <summary>Adds the endpoints of the payments.</summary>
    public static void MapPayments(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/payments", async (Payment payment, Ledger ledger, ServiceTime work) =>
        {
            if (payment.Id is not { Length: > 0 and <= 100 } id || id.Any(char.IsControl)) return Results.BadRequest("A payment needs an id.");
            // First the deed, then the slow rest: whoever sends it again because no answer came makes a duplicate.
            ledger.Execute(id);
            await work.WorkAsync(CancellationToken.None);
            return Results.Ok(new { id, status = "executed" });
        });
        routes.MapGet("/payments/ledger", (Ledger ledger, ShopOptions options) =>
        {
            var executions = ledger.Executions();
            return new { instance = options.Id, payments = executions.Count, duplicates = executions.Count(e => e.Value > 1), executions };
        });
    }
}
