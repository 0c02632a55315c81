using System.Collections.Immutable;
using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>topology</c>.</summary>
internal static class TopologyShape
{
    private static readonly Key<string> Name = new("name", Texts.Name, "The region's name.") { Required = true };

    private static readonly Key<ImmutableArray<string>> Zones = new(
        "zones",
        new ListShape<string>("a list of at least one zone", Texts.Name, 1, 100) { IsUnique = true },
        "Its zones: what fails together. A zone belongs to one region.")
    {
        Required = true,
    };

    private static readonly Key<ImmutableArray<RegionModel>> Regions = new(
        "regions",
        new ListShape<RegionModel>(
            "a list of at least one region",
            new MappingShape<RegionModel>([Name, Zones], v => new RegionModel { Name = v.Get(Name), Zones = v.Get(Zones) }),
            1,
            100),
        "The regions. Once they are declared, no other region or zone may be named anywhere.")
    {
        Required = true,
    };

    public static MappingShape<TopologyModel> Shape { get; } = new([Regions], v => new TopologyModel { Regions = v.Get(Regions) });
}
