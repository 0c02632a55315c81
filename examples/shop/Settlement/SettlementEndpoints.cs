namespace Shop.Settlement;

/// <summary>What was settled.</summary>
public static class SettlementEndpoints
{
    /// <summary>Adds the endpoint of the ledger.</summary>
    public static void MapSettlement(this IEndpointRouteBuilder routes) => routes.MapGet("/settlement/ledger", (SettlementLedger ledger) =>
    {
        var settled = ledger.Settled();
        return new { payments = settled.Count, cents = settled.Values.Sum(cents => (long)cents), again = ledger.Again, settled };
    });
}
