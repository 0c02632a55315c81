using Perdure.EndToEnd.Tests.Support;
using Perdure.Load;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Failures;

/// <summary>What clients see under 300 requests/s, 90 % of them GETs, while instances die, hang and fail.</summary>
[Collection(Alone.Name)]
public sealed class FailureTests(ITestOutputHelper output)
{
    /// <summary>A p99 under this is normal whatever it was before: a hung instance costs 500 ms, a busy machine's scheduler tens.</summary>
    private const double NormalP99Ms = 100;

    /// <summary>Deaths are noticed by health checks too, and within the time-outs nothing else is.</summary>
    private const string Checked = """
            healthCheck: { path: /healthz, interval: 1s, timeout: 1s }
            timeouts: { connect: 30s, attempt: 30s, request: 60s }
            slowStart: 2s
        """;

    /// <summary>An answer that nobody had to be asked for.</summary>
    private const double AtOnceMs = 50;

    /// <summary>A second in which the generator itself sent a request later than this measures the machine and not the gateway.</summary>
    private const double MaxLatenessMs = 50;

    /// <summary>As many seconds must have been measured for a p99 to be judged.</summary>
    private const int MeasuredSeconds = 3;

    /// <summary>The first requests of a process are slow, as it compiles its code, and say nothing about what is normal.</summary>
    private const string WarmUp = "warm-up";

    [Fact]
    public Task Kill_of_one_of_three_fails_no_get_and_executes_no_post_twice() => Chances.PlayAsync(output, 3, async rig =>
    {
        await WarmUpAsync(rig);
        await rig.Traffic.PlayAsync("steady", 2);
        await rig.Instances[0].KillAsync();
        await rig.Traffic.PlayAsync("killed", 4);
        await rig.Traffic.EndAsync();
        rig.Tell($"{rig.Traffic.Table()}");

        var audit = PaymentAudit.Of(rig);
        var failedPosts = Failed(rig.Traffic.Posts("killed"));
        rig.Tell($"payments: {audit.Executed} executed, {audit.Twice.Count} twice, {audit.Lost.Count} lost; failed POSTs: {failedPosts}");
        Assert.NotEqual(0, audit.Executed);
        Assert.Empty(audit.Twice);
        Assert.Empty(audit.Lost);
        return FailedGets(rig, WarmUp, "steady", "killed");
    });

    [Fact]
    public Task Stop_of_one_of_three_fails_no_get_and_p99_is_normal_within_2_seconds() => Chances.PlayAsync(output, 3, async rig =>
    {
        await WarmUpAsync(rig);
        await rig.Traffic.PlayAsync("steady", 2);
        rig.Instances[0].Stop();
        // Long enough for the breaker to try the instance again, which must not hurt either.
        await rig.Traffic.PlayAsync("stopped", 7);
        for (var more = 0; more < 10 && Measured(rig.Traffic.Gets("stopped")[2..]).Length < MeasuredSeconds; more++)
            await rig.Traffic.PlayAsync("stopped", 1);
        rig.Instances[0].Continue();
        await rig.Traffic.EndAsync();
        rig.Tell($"{rig.Traffic.Table()}");

        // The last second before has requests that were under way when the instance was stopped.
        var steady = rig.Traffic.Gets("steady")[..^1].Max(second => second.P99Ms);
        var measured = Measured(rig.Traffic.Gets("stopped")[2..]);
        var later = measured.Select(second => second.P99Ms).DefaultIfEmpty().Max();
        Assert.Empty(PaymentAudit.Of(rig).Twice);
        rig.Tell($"GET p99: {steady:0.0} ms before, {later:0.0} ms at most from 2 s on, in {measured.Length} seconds that count");
        if (measured.Length < MeasuredSeconds) return "the machine was too busy to send in time; nothing was measured";
        if (later > Math.Max(NormalP99Ms, 2 * steady)) return $"a p99 of {later:0.0} ms, {steady:0.0} ms before";
        return FailedGets(rig, "steady", "stopped");
    }, rig => SystemFiles.Of(rig.Instances, SystemFiles.Quick));

    [Fact]
    public Task Errors_of_one_of_three_fail_no_get_from_2_seconds_on() => Chances.PlayAsync(output, 3, async rig =>
    {
        await WarmUpAsync(rig);
        await rig.Traffic.PlayAsync("steady", 2);
        await rig.Instances[0].ControlAsync("fail?ratio=0.2&status=500");
        await rig.Traffic.PlayAsync("errors", 5);
        await rig.Traffic.EndAsync();
        rig.Tell($"{rig.Traffic.Table()}");

        var errors = rig.Traffic.Gets("errors");
        rig.Tell($"failed GETs in the first 2 s: {Failed(errors[..2])}, after that: {Failed(errors[2..])}");
        return Failed(errors[2..]) == 0 ? FailedGets(rig, WarmUp, "steady") : $"{Failed(errors[2..])} GETs failed from 2 s on";
    });

    [Fact]
    public Task Death_of_all_is_answered_503_within_50_ms_and_is_over_2_seconds_after_a_return() => Chances.PlayAsync(output, 3, async rig =>
    {
        await WarmUpAsync(rig);
        rig.Traffic.Begin("dying");
        await Task.WhenAll(rig.Instances.Select(instance => instance.KillAsync()));
        await Eventually.TrueAsync(async () => (await rig.Node.StatesAsync()).Values.All(IsOut), "every instance is out");
        var deadAt = TimeProvider.System.GetTimestamp();
        await rig.Traffic.PlayAsync("dead", 4);
        for (var more = 0; more < 10 && !AnyQuick(rig); more++) await rig.Traffic.PlayAsync("dead", 1);
        var startedAt = TimeProvider.System.GetTimestamp();
        rig.Traffic.Begin("starting");
        await rig.Instances[0].StartAsync();
        var backAt = TimeProvider.System.GetTimestamp();
        await rig.Traffic.PlayAsync("back", 5);
        await rig.Traffic.EndAsync();
        rig.Tell($"{rig.Traffic.Table()}");

        // What ended later may have waited for the return.
        var time = TimeProvider.System;
        var answers = rig.Traffic.Answers.Where(
            answer => answer.SentAt > deadAt && answer.TookMs < time.GetElapsedTime(answer.SentAt, startedAt).TotalMilliseconds).ToArray();
        var good = rig.Traffic.Answers.Where(answer => answer.SentAt > startedAt && answer.Outcome.Good).Select(answer => answer.SentAt).ToArray();
        var quickest = rig.Traffic.Gets("dead").Min(second => second.P99Ms);
        rig.Tell($"while dead: {answers.Length} answers, a p99 of {quickest:0.0} ms in the best second");
        if (good.Length > 0) rig.Tell($"first good sent {time.GetElapsedTime(backAt, good.Min()).TotalMilliseconds:0} ms after the return");
        Assert.NotEmpty(answers);
        Assert.All(answers, answer => Assert.Equal("status 503", answer.Outcome.Reason));
        Assert.Empty(PaymentAudit.Of(rig).Twice);
        // Who waits for anything waits in each second.
        if (!AnyQuick(rig)) return $"a p99 of {quickest:0.0} ms in the best second";
        var failed = Failed(rig.Traffic.Gets("back")[2..]) + Failed(rig.Traffic.Posts("back")[2..]);
        return failed == 0 && good.Length > 0 ? null : $"{failed} requests failed from 2 s after the return on, {good.Length} were good before and after";
    }, rig => SystemFiles.Of(rig.Instances, Checked));

    // Until a second was as all should be: trouble on top of trouble is another test.
    private static async Task WarmUpAsync(Rig rig)
    {
        await rig.Traffic.PlayAsync(WarmUp, 2);
        for (var more = 0; more < 30 && !IsCalm(rig.Traffic.Gets(WarmUp)[^2]); more++) await rig.Traffic.PlayAsync(WarmUp, 1);
    }

    private static bool IsCalm(PhaseReport second) => second.Sent == second.Good && second.P99Ms <= NormalP99Ms && second.MaxLatenessMs <= MaxLatenessMs;

    private static PhaseReport[] Measured(PhaseReport[] seconds) => [.. seconds.Where(second => second.Sent > 0 && second.MaxLatenessMs <= MaxLatenessMs)];

    private static bool AnyQuick(Rig rig) => rig.Traffic.Gets("dead").Any(second => second.Sent > 0 && second.P99Ms <= AtOnceMs);

    private static bool IsOut(string state) => state is not ("available" or "warming");

    private static string? FailedGets(Rig rig, params string[] phases)
    {
        foreach (var phase in phases)
            Assert.True(rig.Traffic.Gets(phase).Sum(second => second.Sent) > 0, $"nothing was sent in {phase}");
        return phases.Sum(phase => Failed(rig.Traffic.Gets(phase))) is > 0 and var failed ? $"{failed} GETs failed" : null;
    }

    /// <summary>What was never answered is as bad as what failed.</summary>
    private static long Failed(IEnumerable<PhaseReport> seconds) => seconds.Sum(second => second.Sent - second.Good);
}
