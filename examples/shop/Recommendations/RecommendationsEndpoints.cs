namespace Shop.Recommendations;

/// <summary>What a user may like.</summary>
public static class RecommendationsEndpoints
{
    /// <summary>Adds the endpoint of the recommendations.</summary>
    public static void MapRecommendations(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/recommendations/{user}", async (string user, ServiceTime work, CancellationToken cancel) =>
        {
            await work.WorkAsync(cancel);
            var first = user.Sum(c => c) % 90 + 1;
            return new { user, items = Enumerable.Range(first, 5) };
        });
}
