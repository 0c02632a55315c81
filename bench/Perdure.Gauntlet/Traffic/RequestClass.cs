namespace Perdure.Gauntlet.Traffic;

/// <summary>How much a request matters to the business behind the rig; told by its path.</summary>
public enum RequestClass
{
    /// <summary>Everything else: <c>/item</c>.</summary>
    Standard,

    /// <summary><c>/critical/item</c>.</summary>
    Critical,

    /// <summary><c>/optional/item</c>.</summary>
    Optional,
}
