using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>cache</c> of the file.</summary>
internal static class CacheStoreShape
{
    private static readonly Key<long> MaxMemory = new(
        "maxMemory", Numbers.Size("1MiB", "64GiB"), "What the caches of all routes hold together; what was not used for longest goes first.")
    {
        Default = "64MiB",
    };

    public static MappingShape<CacheStoreModel> Shape { get; } = new([MaxMemory], v => new CacheStoreModel { MaxMemory = v.Get(MaxMemory) });
}
