namespace Perdure.Histories.Keys;

/// <summary>A key as the model sees it. A write that was never answered makes a revision that is not known until somebody reads it.</summary>
/// <param name="Value">What it holds; null when it does not exist.</param>
/// <param name="Created">The revision that created it; <see cref="NotKnown"/>, or 0 when it does not exist.</param>
/// <param name="Modified">The revision of its last change, likewise.</param>
/// <param name="Version">How often it was written since it was created.</param>
/// <param name="Floor">The least that the revision of the last change to this key can be.</param>
public readonly record struct KeyState(string? Value, long Created, long Modified, long Version, long Floor)
{
    /// <summary>A revision that nobody was told.</summary>
    public const long NotKnown = -1;
}
