using System.Collections.Immutable;
using System.Globalization;
using Perdure.Demo.Scenarios;
using Perdure.Demo.Traffic;
using Perdure.Load;

namespace Perdure.Demo.Promises;

/// <summary>What Perdure promises to the clients of a service whose instances fail, held against what they saw. Pure.</summary>
public static class DemoPromises
{
    /// <summary>A p99 under this many ms is normal whatever it was before: a hung instance costs 1,000, the scheduler of a busy machine tens.</summary>
    private const double NormalP99Ms = 100;

    /// <summary>What is turned away is answered without being worked on; the rest is the scheduler of a busy machine.</summary>
    private const double AtOnceMs = 50;

    /// <summary>An attempt at a hung process costs 300 ms; a probe may meet one now and then, but not one in a hundred.</summary>
    private const double FallbackP99Ms = 200;

    /// <summary>Judges the scenarios that were played.</summary>
    public static IReadOnlyList<PromiseResult> Judge(IReadOnlyList<PhaseRow> rows, PaymentAudit payments)
    {
        var results = ImmutableArray.CreateBuilder<PromiseResult>();
        if (Played(rows, DemoScenarios.Kill) is { Length: > 0 } kill) results.Add(NoFailedGet("kill -9 of one: no GET fails", kill));
        if (Played(rows, DemoScenarios.Stop) is { Length: > 0 } stop)
        {
            results.Add(NoFailedGet("SIGSTOP of one: no GET fails", stop));
            results.Add(NormalP99(stop, Played(rows, DemoScenarios.Steady)));
        }
        if (Played(rows, DemoScenarios.Slow) is { Length: > 0 } slow) results.Add(NoFailedGet("one 20 times slower: no GET fails", slow));
        if (Played(rows, DemoScenarios.Errors) is { Length: > 0 } errors)
            results.Add(NoFailedGet("20 % errors on one: no GET fails from 2 s on", Rest(errors)));
        if (Played(rows, DemoScenarios.Zone) is { Length: > 0 } zone) results.Add(NearlyAll(zone));
        if (Played(rows, DemoScenarios.Overload) is { Length: > 0 } overload)
        {
            results.Add(CoreKeepsWorking(overload));
            results.Add(TurnedAwayAtOnce(overload));
        }
        if (Played(rows, DemoScenarios.Dead) is { Length: > 0 } dead)
        {
            results.Add(NoFailedGet("recommendations dead: no GET fails", dead));
            results.Add(FallbacksInTime(Rest(dead)));
        }
        if (Played(rows, DemoScenarios.Payments) is { Length: > 0 } outage)
        {
            results.Add(NoPaymentTurnedAway(outage));
            results.Add(new PromiseResult(
                "payments dead for 10 s: afterwards every accepted payment is in the ledger exactly once",
                payments is { Lost: 0, Twice: 0, Deferred: > 0 },
                $"{payments.Accepted} accepted, {payments.Accepted - payments.Deferred} at once and {payments.Deferred} for later; {payments.Lost} missing, " +
                $"{payments.Twice} twice; {payments.Recognised} came again and were recognised by their key"));
        }
        if (Played(rows, DemoScenarios.Recovery) is { Length: > 0 } recovery) results.Add(AllGood(Rest(recovery)));
        results.Add(new PromiseResult(
            "no payment is executed twice", payments.Twice == 0 && payments.Executed > 0, $"{payments.Twice} twice, {payments.Executed} executed"));
        results.Add(new PromiseResult(
            "every payment that was accepted, at once or for later, was executed", payments.Lost == 0 && payments.Executed > 0, $"{payments.Lost} missing"));
        return results.ToImmutable();
    }

    private static PhaseRow[] Played(IReadOnlyList<PhaseRow> rows, DemoScenario scenario) => [.. rows.Where(r => r.Scenario.Name == scenario.Name)];

    private static PhaseRow[] Rest(PhaseRow[] rows) => [.. rows.Where(r => r.Part == PhasePart.Rest)];

    private static PromiseResult NoFailedGet(string text, PhaseRow[] rows)
    {
        var (sent, good) = (rows.Sum(r => r.Get.Sent), rows.Sum(r => r.Get.Good));
        // What was never answered is as bad as what failed, and nothing sent proves nothing.
        return new PromiseResult(text, sent > 0 && good == sent, $"{sent - good} of {sent} failed{Reasons(rows)}");
    }

    private static PromiseResult NormalP99(PhaseRow[] stop, PhaseRow[] steady)
    {
        var limit = Math.Max(NormalP99Ms, 2 * steady.Select(r => r.Get.P99Ms).DefaultIfEmpty(0).Max());
        var rest = Rest(stop);
        var p99 = rest.Select(r => r.Get.P99Ms).DefaultIfEmpty(double.PositiveInfinity).Max();
        return new PromiseResult(
            "SIGSTOP of one: the GETs' p99 is normal again within 2 s", p99 <= limit, Text($"{p99:0.0} ms, at most {limit:0.0} is normal"));
    }

    private static PromiseResult NearlyAll(PhaseRow[] rows)
    {
        var (sent, good) = (rows.Sum(r => r.Get.Sent), rows.Sum(r => r.Get.Good));
        return new PromiseResult(
            "loss of a zone: at least 99.9 % of GETs are good", sent > 0 && good >= 0.999 * sent,
            Text($"{100.0 * good / Math.Max(1, sent):0.00} % of {sent}{Reasons(rows)}"));
    }

    private static PromiseResult CoreKeepsWorking(PhaseRow[] rows)
    {
        var (sent, good) = (rows.Sum(r => r.Get.Sent), rows.Sum(r => r.Get.Good));
        return new PromiseResult(
            "three times the load: at least 99.9 % of GETs of the critical pages are good", sent > 0 && good >= 0.999 * sent,
            Text($"{100.0 * good / Math.Max(1, sent):0.00} % of {sent}{Reasons(rows)}"));
    }

    private static PromiseResult TurnedAwayAtOnce(PhaseRow[] rows)
    {
        var crowd = rows.Select(r => r.Crowd).OfType<PhaseReport>().ToArray();
        var (sent, good) = (crowd.Sum(c => c.Sent), crowd.Sum(c => c.Good));
        // Most of the crowd is turned away, so its median is that of the answers that say so.
        var p50 = crowd.Select(c => c.P50Ms).DefaultIfEmpty(double.PositiveInfinity).Max();
        return new PromiseResult(
            "three times the load: some of the crowd is served, the rest is told so at once", good > 0 && sent > 2 * good && p50 <= AtOnceMs,
            Text($"{good} of {sent} served, median {p50:0.0} ms"));
    }

    private static PromiseResult FallbacksInTime(PhaseRow[] rows)
    {
        var fallbacks = rows.Sum(r => r.Fallbacks);
        var p99 = rows.Select(r => r.Get.P99Ms).DefaultIfEmpty(double.PositiveInfinity).Max();
        return new PromiseResult(
            "recommendations dead: from 2 s on their place is filled by a fallback, marked as one, without a wait", fallbacks > 0 && p99 <= FallbackP99Ms,
            Text($"{fallbacks} fallbacks, p99 of all GETs {p99:0.0} ms"));
    }

    private static PromiseResult NoPaymentTurnedAway(PhaseRow[] rows)
    {
        var (sent, good) = (rows.Sum(r => r.Post.Sent), rows.Sum(r => r.Post.Good));
        return new PromiseResult(
            "payments dead for 10 s: no payment is turned away", sent > 0 && good == sent, $"{sent - good} of {sent} failed{Reasons(rows.Select(r => r.Post))}");
    }

    private static PromiseResult AllGood(PhaseRow[] rows)
    {
        var (sent, good) = (rows.Sum(r => r.Sent), rows.Sum(r => r.Good));
        return new PromiseResult(
            "recovery: every request is good from 2 s on", sent > 0 && good == sent, $"{sent - good} of {sent} failed{Reasons(rows)}");
    }

    private static string Reasons(PhaseRow[] rows) => Reasons(rows.Select(r => r.Get));

    private static string Reasons(IEnumerable<PhaseReport> reports)
    {
        var reasons = reports.SelectMany(r => r.Reasons).GroupBy(r => r.Key).Select(g => $"{g.Key} {g.Sum(r => r.Value)}").ToArray();
        return reasons.Length == 0 ? "" : $" ({string.Join(", ", reasons)})";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
