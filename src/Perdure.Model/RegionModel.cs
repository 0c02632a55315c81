using System.Collections.Immutable;

namespace Perdure.Model;

/// <summary>A region and its zones. A zone is what fails together: a data centre, a rack, a power feed.</summary>
public sealed record RegionModel
{
    /// <summary>The region's name, unique in the topology.</summary>
    public required string Name { get; init; }

    /// <summary>The names of its zones; a zone belongs to one region.</summary>
    public ImmutableArray<string> Zones { get; init; } = [];
}
