namespace Shop.Catalog;

/// <summary>What there is to buy.</summary>
public static class CatalogEndpoints
{
    private static readonly CatalogItem[] Items =
        [.. Enumerable.Range(1, 100).Select(id => new CatalogItem(id, $"Item {id}", 100 + id * 37 % 900))];

    private static readonly CatalogItem[] Popular = [.. Items.Where(item => item.Id % 20 == 7)];

    /// <summary>Adds the endpoints of the catalog.</summary>
    public static void MapCatalog(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/catalog/items", async (ServiceTime work, CancellationToken cancel) =>
        {
            await work.WorkAsync(cancel);
            return Items;
        });
        routes.MapGet("/catalog/items/{id:int}", async (int id, ServiceTime work, CancellationToken cancel) =>
        {
            await work.WorkAsync(cancel);
            return id >= 1 && id <= Items.Length ? Results.Ok(Items[id - 1]) : Results.NotFound();
        });
        routes.MapGet("/catalog/popular", async (ServiceTime work, CancellationToken cancel) =>
        {
            await work.WorkAsync(cancel);
            return Popular;
        });
    }
}
