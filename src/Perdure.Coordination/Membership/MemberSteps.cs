using System.Text.Json;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Membership;

/// <summary>The transactions of members. Pure.</summary>
internal static class MemberSteps
{
    public const string Root = "members/";

    public static string Prefix(string group) => $"{Root}{group}/";

    public static string Key(string group, string id) => $"{Root}{group}/{id}";

    /// <summary>Joins once; done again after an unknown outcome it reads back what is there.</summary>
    public static Transaction Join(string group, string id, MemberInfo info, long lease, int maxMembers)
    {
        var readBack = Operation.Range(RangeQuery.Of(Key(group, id)));
        return new Transaction
        {
            When = [Compare.Absent(Key(group, id))],
            Then = [Put(group, id, info, lease), readBack, Operation.Range(RangeQuery.Under(Prefix(group)) with { KeysOnly = true, Limit = maxMembers + 1 })],
            Else = [readBack],
        };
    }

    /// <summary>Reads one's own key under one's own lease, through the store's log: see <see cref="Queues.QueueSteps.Verify"/>.</summary>
    public static Transaction Verify(string group, string id, long lease) => new()
    {
        When = [Under(group, id, lease)],
        Then = [Operation.Range(RangeQuery.Of(Key(group, id))), Operation.Delete(Prefix(group))],
        Else = [Operation.Delete(Prefix(group))],
    };

    /// <summary>Says something else, if the key still is under this lease.</summary>
    public static Transaction Change(string group, string id, MemberInfo info, long lease) => new()
    {
        When = [Under(group, id, lease)],
        Then = [Put(group, id, info, lease)],
    };

    public static MemberRecord Read(string group, Entry entry) =>
        new(group, entry.Key[Prefix(group).Length..], MembershipJson.ReadMember(entry), entry.CreateRevision);

    public static MemberInfo Check(MemberInfo info)
    {
        if (info.Address is not null) CoordinationNames.CheckCandidate(info.Address, "address of the member");
        if (info.Zone is not null) CoordinationNames.CheckCandidate(info.Zone, "zone of the member");
        if (info.Version is not null) CoordinationNames.CheckCandidate(info.Version, "version of the member");
        if (info.Data is not null) CoordinationNames.CheckValue(info.Data, "data of the member");
        return info;
    }

    private static Compare Under(string group, string id, long lease) => new(Key(group, id), CompareField.Lease, CompareRelation.Equal, lease, default);

    private static Operation Put(string group, string id, MemberInfo info, long lease) =>
        Operation.Put(Key(group, id), JsonSerializer.SerializeToUtf8Bytes(info, MembershipJson.Default.MemberInfo), lease);
}
