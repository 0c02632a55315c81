namespace Perdure.Durability.Tests.Support;

/// <summary>A test that needs a <see cref="SmallDisk"/>.</summary>
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly string? Why = SmallDisk.Missing();

    public SmallDiskFactAttribute() => Skip = Why;
}
