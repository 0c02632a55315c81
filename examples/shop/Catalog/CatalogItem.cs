namespace Shop.Catalog;

/// <summary>Something to buy.</summary>
/// <param name="Id">Its number, from 1.</param>
/// <param name="Name">Its name.</param>
/// <param name="PriceCents">Its price in cents.</param>
public sealed record CatalogItem(int Id, string Name, int PriceCents);
