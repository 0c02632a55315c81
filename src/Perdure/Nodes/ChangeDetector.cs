namespace Perdure.Nodes;

/// <summary>
/// Decides from a series of looks at a file whether it has changed for good: when its digest differs from the one loaded and was the same
/// at two looks, so that a file is not read while it is being written. Not thread-safe.
/// </summary>
internal sealed class ChangeDetector
{
    private string? _loaded;
    private string? _previous;

    /// <summary>The content with this digest has been loaded, or was refused: it is news no longer.</summary>
    public void Loaded(string? digest) => _loaded = _previous = digest;

    /// <summary>Takes a look; null means that the file could not be read just now. True when there is something new to load.</summary>
    public bool Look(string? digest)
    {
        var settled = digest is not null && digest == _previous;
        _previous = digest;
        return settled && digest != _loaded;
    }
}
