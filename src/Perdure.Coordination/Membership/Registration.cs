using System.Text.Json;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Membership;

/// <summary>Decides whose key a node's key is. Pure.</summary>
internal static class Registration
{
    public const string Root = "nodes/";

    /// <summary>What to do, given what the store holds under this node's id.</summary>
    /// <param name="found">The key; null when it is not there.</param>
    /// <param name="self">This node.</param>
    /// <param name="previousIncarnation">The run before, whose data directory this one has; null for none.</param>
    /// <param name="lease">The lease of now.</param>
    public static RegistrationStep Next(Entry? found, NodeRecord self, string? previousIncarnation, long lease)
    {
        if (found is null) return RegistrationStep.Register;
        var incarnation = MembershipJson.ReadNode(found)?.Incarnation;
        if (incarnation == self.Incarnation) return found.Lease == lease ? RegistrationStep.Keep : RegistrationStep.Replace;
        return incarnation is not null && incarnation == previousIncarnation ? RegistrationStep.Replace : RegistrationStep.Taken;
    }

    /// <summary>Writes the key, if it still is as it was found. Done again after an unknown outcome it fails, and reading shows why.</summary>
    public static Transaction Write(Entry? found, NodeRecord self, long lease) => new()
    {
        When = [Compare.ModifiedAt(Root + self.Id, found?.ModRevision ?? 0)],
        Then = [Operation.Put(Root + self.Id, JsonSerializer.SerializeToUtf8Bytes(self, MembershipJson.Default.NodeRecord), lease)],
    };

    /// <summary>Deletes the key, if it still is under this lease.</summary>
    public static Transaction Remove(NodeRecord self, long lease) => new()
    {
        When = [new Compare(Root + self.Id, CompareField.Lease, CompareRelation.Equal, lease, default)],
        Then = [Operation.Delete(Root + self.Id)],
    };

    /// <summary>What to tell the operator of a node whose id another process has.</summary>
    public static string TakenProblem(Entry found)
    {
        var other = MembershipJson.ReadNode(found);
        var who = other is null
            ? "something that is no node's record is stored under it"
            : $"another process has it, started {other.StartedAt:u}{(other.Admin is null ? "" : $", admin address {other.Admin}")}";
        return $"the node id \"{found.Key[Root.Length..]}\" is taken: {who}. Give this node another node.id, or stop the other one; this node joins as soon as it is gone";
    }
}
