using Perdure.Console.Nodes;
using Perdure.Coordination;
using Perdure.Coordination.Locks;
using Perdure.Coordination.Storage;

namespace Perdure.Console.Agreement;

/// <summary><c>/api/v1/locks</c>: acquire, renew, release, and who holds.</summary>
internal static class LockApi
{
    private const string Root = "/api/v1/locks";

    /// <summary>Adds the pages.</summary>
    public static void Map(AgreementApi.Pages pages, ICoordinationView coordination)
    {
        var locks = coordination.Locks;
        pages.Get(Root, async call =>
        {
            var all = await locks.ListAsync(call.Ended);
            await call.AnswerAsync(new LockListAnswer([.. all.Select(LockAnswer.Of)]), AgreementJson.Default.LockListAnswer);
        });
        pages.Get(Root + "/{name}", async call =>
        {
            var found = await locks.GetAsync(call.Name("name", "lock"), ReadConsistency.Linearizable, call.Ended);
            await call.AnswerAsync(LockAnswer.Of(found), AgreementJson.Default.LockAnswer);
        });
        pages.Get(Root + "/{name}/check", async call =>
        {
            var name = call.Name("name", "lock");
            var token = call.Number("token") ?? throw RefusedException.Invalid("token: it is missing; send the fencing token to check.");
            if (!await locks.HoldsAsync(name, token, call.Ended))
                throw RefusedException.TokenStale(token, $"the holder of \"{name}\"");
            await call.AnswerAsync(new CheckAnswer(true), AgreementJson.Default.CheckAnswer);
        });
        pages.Post(Root + "/{name}/acquire", call => AcquireAsync(call, coordination));
        pages.Post(Root + "/{name}/renew", async call =>
        {
            var name = call.OpenName("name", "lock");
            var body = await call.BodyAsync(AgreementJson.Default.LeaseBody);
            await AnswerAsync(call, await locks.RenewAsync(name, AgreementCall.Lease(body.Lease), call.Ended), coordination.Node);
        });
        pages.Post(Root + "/{name}/release", async call =>
        {
            var name = call.OpenName("name", "lock");
            var body = await call.BodyAsync(AgreementJson.Default.LeaseBody);
            await locks.ReleaseAsync(name, AgreementCall.Lease(body.Lease), call.Ended);
            await call.DoneAsync();
        });
    }

    private static async Task AcquireAsync(AgreementCall call, ICoordinationView coordination)
    {
        var locks = coordination.Locks;
        var name = call.OpenName("name", "lock");
        var body = await call.BodyAsync(AgreementJson.Default.AcquireBody);
        var wait = AgreementCall.Wait(body.Wait);
        using var slot = wait > TimeSpan.Zero ? call.TakeSlot() : null;
        if (body.Lease is not null)
        {
            var known = AgreementCall.Lease(body.Lease);
            await AnswerAsync(call, await locks.WaitAsync(name, known, wait, call.Ended), coordination.Node);
            return;
        }

        var owner = AgreementCall.Checked(() => CoordinationNames.CheckCandidate(body.Owner ?? "", "owner"));
        var entered = await locks.AcquireAsync(name, owner, AgreementCall.Ttl(body.Ttl), TimeSpan.Zero, call.Ended);
        var waits = entered is { Held: false, Gone: false } && wait > TimeSpan.Zero;
        var standing = await FreshEntry.WaitAsync(
            call,
            entered,
            waits ? ended => locks.WaitAsync(name, entered.Lease, wait, ended) : null,
            ended => locks.ReleaseAsync(name, entered.Lease, ended));
        await AnswerAsync(call, standing, coordination.Node);
    }

    private static Task AnswerAsync(AgreementCall call, LockStanding standing, string node) => standing.Gone
        ? throw RefusedException.LeaseGone($"the lock \"{standing.Name}\"")
        : call.AnswerAsync(LockStandingAnswer.Of(standing, node), AgreementJson.Default.LockStandingAnswer);
}
