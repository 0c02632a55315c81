namespace Perdure.Telemetry.Objectives;

/// <summary>The budgets of all routes, by name. Pure; for one caller at a time.</summary>
internal sealed class BudgetBook
{
    /// <summary>How many routes it keeps; a system with more is larger than anybody watches.</summary>
    public const int RoutesMax = 1_000;

    private readonly Dictionary<string, RouteBudget> _routes = [];

    /// <summary>All of them.</summary>
    public IReadOnlyDictionary<string, RouteBudget> Routes => _routes;

    /// <summary>The budget of a route, as its objective has it now; null when there are too many already.</summary>
    public RouteBudget? Of(string route, TimeSpan window, long withinUs)
    {
        if (!_routes.TryGetValue(route, out var budget))
        {
            if (_routes.Count >= RoutesMax)
                return null;
            _routes[route] = budget = new RouteBudget(window);
        }

        budget.Follow(window, withinUs);
        return budget;
    }

    /// <summary>Adds all that another one knows.</summary>
    public void Add(BudgetBook other)
    {
        foreach (var (route, budget) in other._routes)
            Of(route, TimeSpan.FromHours(budget.Hours.Capacity - 1), budget.WithinUs)?.Add(budget);
    }

    /// <summary>Forgets routes that are not declared any more and have nothing left to tell.</summary>
    public void Forget(Func<string, bool> declared, long nowMs)
    {
        foreach (var (route, _) in _routes.Where(pair => !declared(pair.Key) && pair.Value.IsOver(nowMs)).ToList())
            _routes.Remove(route);
    }
}
