namespace Perdure.Model;

/// <summary>The memory that the caches of all routes share.</summary>
public sealed record CacheStoreModel
{
    /// <summary>Bytes at most, heads and bodies together; what was not used for longest goes first. Range: 1 MiB to 64 GiB. Default: 64 MiB.</summary>
    public long MaxMemory { get; init; } = 64L * 1024 * 1024;
}
