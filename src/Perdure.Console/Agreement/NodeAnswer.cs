using Perdure.Coordination.Membership;

namespace Perdure.Console.Agreement;

/// <summary>A node of Perdure.</summary>
internal sealed record NodeAnswer(string Id, string? Zone, string? Region, string Version, string? Admin, DateTimeOffset StartedAt)
{
    /// <summary>The answer for one.</summary>
    public static NodeAnswer Of(NodeRecord node) => new(node.Id, node.Zone, node.Region, node.Version, node.Admin, node.StartedAt);
}
