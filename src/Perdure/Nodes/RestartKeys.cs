using System.Collections.Immutable;
using Perdure.Model;

namespace Perdure.Nodes;

/// <summary>The few keys of a system file that take a restart: the name of the node, its address, its admin address, where its data is, where it agrees with others, and where it keeps jobs.</summary>
internal static class RestartKeys
{
    /// <summary>The new model with the old values of these keys, and which of them differ.</summary>
    public static (SystemModel Model, ImmutableArray<string> Changed) Keep(SystemModel current, SystemModel next)
    {
        var changed = ImmutableArray.CreateBuilder<string>();
        if (next.Node.Id != current.Node.Id)
            changed.Add("node.id");
        if (next.Node.Address != current.Node.Address)
            changed.Add("node.address");
        if (next.Node.DataDirectory != current.Node.DataDirectory)
            changed.Add("node.data");
        if (!next.Admin.Address.Equals(current.Admin.Address))
            changed.Add("admin.address");
        if (!Same(next.Coordination, current.Coordination))
            changed.Add("coordination");
        if (current.Durability is not null && next.Durability != current.Durability)
            changed.Add("durability");
        var kept = next with
        {
            Node = next.Node with { Id = current.Node.Id, Address = current.Node.Address, DataDirectory = current.Node.DataDirectory },
            Admin = next.Admin with { Address = current.Admin.Address },
            Coordination = current.Coordination,
            Durability = current.Durability ?? next.Durability,
        };
        return (kept, changed.ToImmutable());
    }

    // Arrays compare by identity, and every reading makes a new one.
    private static bool Same(CoordinationModel one, CoordinationModel other) =>
        one.Endpoints.SequenceEqual(other.Endpoints) && one == other with { Endpoints = one.Endpoints };
}
