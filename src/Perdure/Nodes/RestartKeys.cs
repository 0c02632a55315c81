using System.Collections.Immutable;
using Perdure.Model;

namespace Perdure.Nodes;

/// <summary>The few keys of a system file that take a restart: the name of the node, its admin address and where its data is.</summary>
internal static class RestartKeys
{
    /// <summary>The new model with the old values of these keys, and which of them differ.</summary>
    public static (SystemModel Model, ImmutableArray<string> Changed) Keep(SystemModel current, SystemModel next)
    {
        var changed = ImmutableArray.CreateBuilder<string>();
        if (next.Node.Id != current.Node.Id)
            changed.Add("node.id");
        if (next.Node.DataDirectory != current.Node.DataDirectory)
            changed.Add("node.data");
        if (!next.Admin.Address.Equals(current.Admin.Address))
            changed.Add("admin.address");
        var kept = next with
        {
            Node = next.Node with { Id = current.Node.Id, DataDirectory = current.Node.DataDirectory },
            Admin = next.Admin with { Address = current.Admin.Address },
        };
        return (kept, changed.ToImmutable());
    }
}
