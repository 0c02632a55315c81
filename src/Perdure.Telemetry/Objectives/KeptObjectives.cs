namespace Perdure.Telemetry.Objectives;

/// <summary>The file <c>objectives.json</c>.</summary>
/// <param name="Format">Its version.</param>
/// <param name="SavedAtMs">When it was written, in ms since 1970 on the node's clock for objectives.</param>
/// <param name="Routes">The routes.</param>
internal sealed record KeptObjectives(int Format, long SavedAtMs, IReadOnlyList<KeptRoute>? Routes)
{
    /// <summary>The version that this code writes.</summary>
    public const int CurrentFormat = 1;
}
