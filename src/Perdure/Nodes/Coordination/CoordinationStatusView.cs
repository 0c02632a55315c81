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
        var warning = string.Join("; ", warnings.Where(text => text is not null && text != store.Problem).Select(text => text!.TrimEnd('.')));
        var membership = coordination.Membership;
        return new CoordinationStatus
        {
            Engine = store.Engine,
            State = KebabCase.Of(store.State),
            Since = store.Since,
            Location = store.Location,
            Version = store.Version,
            Problem = store.Problem,
            Warning = warning.Length == 0 ? null : warning,
            Membership = KebabCase.Of(membership?.State ?? MembershipState.Joining),
            MembershipProblem = membership?.Problem == store.Problem ? null : membership?.Problem,
            Nodes = [.. coordination.Nodes.Select(node => Of(node, coordination.RunId))],
            Configuration = configuration,
            Pending = coordination.Shared.PendingChanges,
        };
    }

    /// <summary>The store as a line of the health pages; it never fails them.</summary>
    public static HealthCheck Check(StoreStatus store) => new(
        "store", store.State == StoreState.Connected, $"{KebabCase.Of(store.State)}: {store.Problem ?? store.Location}", Advisory: true);

    private static NodeSummary Of(NodeRecord node, string run) => new()
    {
        Node = node.Id,
        Zone = node.Zone,
        Region = node.Region,
        Version = node.Version,
        Admin = node.Admin,
        StartedAt = node.StartedAt,
        // Not by the id: another process may have it.
        Self = node.Incarnation == run,
    };
}
