using Perdure.Console.Configuration;
using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Coordination.Membership;
using Perdure.Coordination.Storage;

namespace Perdure.Nodes.Coordination;

/// <summary>How a node stands with the others, as the admin API shows it.</summary>
internal static class CoordinationStatusView
{
    /// <summary>The picture of this moment.</summary>
    public static CoordinationStatus Of(NodeCoordination coordination, FollowStatus configuration)
    {
        var store = coordination.Store;
        string?[] warnings = [store.Warning, coordination.DiskProblem, coordination.Shared.Problem];
        var warning = string.Join(" ", warnings.Where(text => text is not null));
        return new CoordinationStatus
        {
            Engine = store.Engine,
            State = KebabCase.Of(store.State),
            Since = store.Since,
            Location = store.Location,
            Version = store.Version,
            Problem = store.Problem,
            Warning = warning.Length == 0 ? null : warning,
            Membership = KebabCase.Of(coordination.Membership?.State ?? MembershipState.Joining),
            MembershipProblem = coordination.Membership?.Problem,
            Nodes = [.. coordination.Nodes.Select(node => Of(node, coordination.Node))],
            Configuration = configuration,
            Pending = coordination.Shared.PendingChanges,
        };
    }

    /// <summary>The store as a line of the health pages; it never fails them.</summary>
    public static HealthCheck Check(StoreStatus store) => new(
        "store", store.State == StoreState.Connected, $"{KebabCase.Of(store.State)}: {store.Problem ?? store.Location}", Advisory: true);

    private static NodeSummary Of(NodeRecord node, string self) => new()
    {
        Node = node.Id,
        Zone = node.Zone,
        Region = node.Region,
        Version = node.Version,
        Admin = node.Admin,
        StartedAt = node.StartedAt,
        Self = node.Id == self,
    };
}
