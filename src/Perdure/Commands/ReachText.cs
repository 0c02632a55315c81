namespace Perdure.Commands;

/// <summary>Where a change holds, for people.</summary>
internal static class ReachText
{
    /// <summary>What to add to the line that says what was changed.</summary>
    public static string Of(string? reach) => reach == "here-for-now"
        ? ", on this node alone for now: the coordination store is lost; the others follow when it is back"
        : "";
}
