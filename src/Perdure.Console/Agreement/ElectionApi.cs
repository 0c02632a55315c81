using System.Globalization;
using System.Text.Json;
using Perdure.Console.Nodes;
using Perdure.Coordination;
using Perdure.Coordination.Elections;
using Perdure.Coordination.Storage;

namespace Perdure.Console.Agreement;

/// <summary><c>/api/v1/elections</c>: campaign, renew, resign, and who leads.</summary>
internal static class ElectionApi
{
    private const string Root = "/api/v1/elections";

    /// <summary>Adds the pages.</summary>
    public static void Map(AgreementApi.Pages pages, ICoordinationView coordination)
    {
        var elections = coordination.Elections;
        pages.Get(Root, async call =>
        {
            var all = await elections.ListAsync(call.Ended);
            await call.AnswerAsync(new ElectionListAnswer([.. all.Select(ElectionAnswer.Of)]), AgreementJson.Default.ElectionListAnswer);
        });
        pages.Get(Root + "/{name}", call => ShowAsync(call, elections));
        pages.Get(Root + "/{name}/check", async call =>
        {
            var name = call.Name("name", "election");
            var token = call.Number("token") ?? throw RefusedException.Invalid("token: it is missing; send the fencing token to check.");
            if (!await elections.HoldsAsync(name, token, call.Ended))
                throw RefusedException.TokenStale(token, $"the leader of \"{name}\"");
            await call.AnswerAsync(new CheckAnswer(true), AgreementJson.Default.CheckAnswer);
        });
        pages.Post(Root + "/{name}/campaign", call => CampaignAsync(call, coordination));
        pages.Post(Root + "/{name}/renew", async call =>
        {
            var name = call.OpenName("name", "election");
            var body = await call.BodyAsync(AgreementJson.Default.LeaseBody);
            var standing = await elections.RenewAsync(name, AgreementCall.Lease(body.Lease), call.Ended);
            await AnswerAsync(call, standing, coordination.Node);
        });
        pages.Post(Root + "/{name}/resign", async call =>
        {
            var name = call.OpenName("name", "election");
            var body = await call.BodyAsync(AgreementJson.Default.LeaseBody);
            await elections.ResignAsync(name, AgreementCall.Lease(body.Lease), call.Ended);
            await call.DoneAsync();
        });
    }

    private static async Task CampaignAsync(AgreementCall call, ICoordinationView coordination)
    {
        var elections = coordination.Elections;
        var name = call.OpenName("name", "election");
        var body = await call.BodyAsync(AgreementJson.Default.CampaignBody);
        var wait = AgreementCall.Wait(body.Wait);
        using var slot = wait > TimeSpan.Zero ? call.TakeSlot() : null;
        if (body.Lease is not null)
        {
            var known = AgreementCall.Lease(body.Lease);
            await AnswerAsync(call, await elections.WaitAsync(name, known, wait, call.Ended), coordination.Node);
            return;
        }

        var candidate = AgreementCall.Checked(() => CoordinationNames.CheckCandidate(body.Candidate ?? "", "candidate"));
        var value = AgreementCall.Checked(() => CoordinationNames.CheckValue(body.Value ?? "", "value"));
        var entered = await elections.EnterAsync(name, candidate, value, AgreementCall.Ttl(body.Ttl), call.Ended);
        var waits = entered is { Leader: false, Gone: false } && wait > TimeSpan.Zero;
        var standing = await FreshEntry.WaitAsync(
            call,
            entered,
            waits ? ended => elections.WaitAsync(name, entered.Lease, wait, ended) : null,
            ended => elections.ResignAsync(name, entered.Lease, ended));
        await AnswerAsync(call, standing, coordination.Node);
    }

    private static Task AnswerAsync(AgreementCall call, Standing standing, string node) => standing.Gone
        ? throw RefusedException.LeaseGone($"the election \"{standing.Name}\"")
        : call.AnswerAsync(StandingAnswer.Of(standing, node), AgreementJson.Default.StandingAnswer);

    private static async Task ShowAsync(AgreementCall call, Elections elections)
    {
        var name = call.Name("name", "election");
        if (call.WantsEvents)
        {
            await EventStream.WriteAsync(call, "leader", ended => elections.ObserveAsync(name, ended), leader =>
            {
                var answer = new LeaderEvent(name, LeaderAnswer.Of(leader), leader?.Token ?? 0);
                return (answer.Revision.ToString(CultureInfo.InvariantCulture), JsonSerializer.Serialize(answer, AgreementJson.Default.LeaderEvent));
            });
            return;
        }

        var wait = AgreementCall.Wait(call.Query("wait"));
        if (call.Number("after") is { } after && wait > TimeSpan.Zero)
            await LongPoll.UntilAsync(call, wait, elections.ObserveAsync, name, leader => (leader?.Token ?? 0) != after);
        var election = await elections.GetAsync(name, ReadConsistency.Linearizable, call.Ended);
        await call.AnswerAsync(ElectionAnswer.Of(election), AgreementJson.Default.ElectionAnswer);
    }
}
