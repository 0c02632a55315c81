using System.Text.Json;
using Perdure.Console.Nodes;
using Perdure.Coordination;
using Perdure.Coordination.Membership;
using Perdure.Coordination.Storage;

namespace Perdure.Console.Agreement;

/// <summary><c>/api/v1/members</c>: the nodes, the groups, and who is in a group.</summary>
internal static class MemberApi
{
    private const string Root = "/api/v1/members";
    private const string Member = Root + "/{group}/{id}";

    /// <summary>Adds the pages.</summary>
    public static void Map(AgreementApi.Pages pages, ICoordinationView coordination)
    {
        var members = coordination.Members;
        pages.Get(Root, async call =>
        {
            var groups = await members.GroupsAsync(call.Ended);
            var answer = new DirectoryAnswer([.. coordination.Nodes.Select(NodeAnswer.Of)], [.. groups.Select(GroupAnswer.Of)]);
            await call.AnswerAsync(answer, AgreementJson.Default.DirectoryAnswer);
        });
        pages.Get(Root + "/{group}", call => ShowAsync(call, members));
        pages.Put(Member, call => PutAsync(call, coordination));
        pages.Delete(Member, async call =>
        {
            var (group, id) = (call.OpenName("group", "group"), call.Name("id", "member"));
            await members.LeaveAsync(group, id, AgreementCall.Lease(call.Query("lease")), call.Ended);
            await call.DoneAsync();
        });
    }

    private static async Task PutAsync(AgreementCall call, ICoordinationView coordination)
    {
        var (group, id) = (call.OpenName("group", "group"), call.Name("id", "member"));
        var body = await call.BodyAsync(AgreementJson.Default.MemberBody);
        var info = new MemberInfo
        {
            Address = Short(body.Address, "address"),
            Zone = Short(body.Zone, "zone"),
            Version = Short(body.Version, "version"),
            Data = body.Data is { } data ? AgreementCall.Checked(() => CoordinationNames.CheckValue(data, "data")) : null,
        };

        // With a lease and nothing else it is a renewal: what the member told before stays.
        var standing = body.Lease is not null
            ? await coordination.Members.RenewAsync(group, id, AgreementCall.Lease(body.Lease), info == new MemberInfo() ? null : info, call.Ended)
            : await coordination.Members.JoinAsync(group, id, info, AgreementCall.Ttl(body.Ttl), call.Ended);
        if (standing.Gone)
            throw RefusedException.LeaseGone($"the member \"{id}\" of \"{group}\"");
        await call.AnswerAsync(MemberStandingAnswer.Of(standing, coordination.Node), AgreementJson.Default.MemberStandingAnswer);
    }

    private static string? Short(string? text, string what) =>
        text is null ? null : AgreementCall.Checked(() => CoordinationNames.CheckCandidate(text, what));

    private static async Task ShowAsync(AgreementCall call, ServiceMembers members)
    {
        var group = call.Name("group", "group");
        if (call.WantsEvents)
        {
            await EventStream.WriteAsync(call, "members", ended => members.ObserveAsync(group, ended), all =>
            {
                var answer = MemberListAnswer.Of(group, all);
                return (answer.Digest, JsonSerializer.Serialize(answer, AgreementJson.Default.MemberListAnswer));
            });
            return;
        }

        var wait = AgreementCall.Wait(call.Query("wait"));
        if (call.Query("after") is { } after && wait > TimeSpan.Zero)
            await LongPoll.UntilAsync(call, wait, members.ObserveAsync, group, all => MemberListAnswer.Of(group, all).Digest != after);
        var now = await members.ListAsync(group, ReadConsistency.Linearizable, call.Ended);
        await call.AnswerAsync(MemberListAnswer.Of(group, now), AgreementJson.Default.MemberListAnswer);
    }
}
