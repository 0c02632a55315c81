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

    /// <summary>A second in which the generator itself sent a request later than this measures the machine and not the gateway.</summary>
    private const double MaxLatenessMs = 50;

    /// <summary>As many seconds must have been measured for a p99 to be judged.</summary>
    private const int MeasuredSeconds = 3;

    /// <summary>The first requests of a process are slow, as it compiles its code, and say nothing about what is normal.</summary>
    private const string WarmUp = "warm-up";

    [Fact]
    public Task Kill_of_one_of_three_fails_no_get_and_executes_no_post_twice() => Rig.PlayAsync(output, 3, async rig =>
    {
        await rig.Traffic.PlayAsync(WarmUp, 2);
        await rig.Traffic.PlayAsync("steady", 2);
        await rig.Instances[0].KillAsync();
        await rig.Traffic.PlayAsync("killed", 4);
        await rig.Traffic.EndAsync();
        rig.Tell($"{rig.Traffic.Table()}");

        AssertNoFailedGet(rig, WarmUp, "steady", "killed");
        var audit = PaymentAudit.Of(rig);
        var failedPosts = Failed(rig.Traffic.Posts("killed"));
        rig.Tell($"payments: {audit.Executed} executed, {audit.Twice.Count} twice, {audit.Lost.Count} lost; failed POSTs: {failedPosts}");
        Assert.NotEqual(0, audit.Executed);
        Assert.Empty(audit.Twice);
        Assert.Empty(audit.Lost);
    });

    [Fact]
    public Task Stop_of_one_of_three_fails_no_get_and_p99_is_normal_within_2_seconds() => Rig.PlayAsync(output, 3, async rig =>
    {
        await rig.Traffic.PlayAsync(WarmUp, 2);
        await rig.Traffic.PlayAsync("steady", 2);
        rig.Instances[0].Stop();
        // Long enough for the breaker to try the instance again, which must not hurt either.
        await rig.Traffic.PlayAsync("stopped", 7);
        for (var more = 0; more < 10 && Measured(rig.Traffic.Gets("stopped")[2..]).Length < MeasuredSeconds; more++)
            await rig.Traffic.PlayAsync("stopped", 1);
        rig.Instances[0].Continue();
        await rig.Traffic.EndAsync();
        rig.Tell($"{rig.Traffic.Table()}");

        AssertNoFailedGet(rig, WarmUp, "steady", "stopped");
        // The last second before has requests that were under way when the instance was stopped.
        var steady = rig.Traffic.Gets("steady")[..^1].Max(second => second.P99Ms);
        var measured = Measured(rig.Traffic.Gets("stopped")[2..]);
        Assert.True(measured.Length >= MeasuredSeconds, "the machine was too busy to send in time; nothing was measured");
        var later = measured.Max(second => second.P99Ms);
        var audit = PaymentAudit.Of(rig);
        rig.Tell($"GET p99: {steady:0.0} ms before, {later:0.0} ms at most from 2 s on, in {measured.Length} seconds that count");
        Assert.True(later <= Math.Max(NormalP99Ms, 2 * steady), $"a p99 of {later:0.0} ms, {steady:0.0} ms before");
        Assert.Empty(audit.Twice);
    });

    [Fact]
    public Task Errors_of_one_of_three_fail_no_get_from_2_seconds_on() => Rig.PlayAsync(output, 3, async rig =>
    {
        await rig.Traffic.PlayAsync(WarmUp, 2);
        await rig.Traffic.PlayAsync("steady", 2);
        await rig.Instances[0].ControlAsync("fail?ratio=0.2&status=500");
        await rig.Traffic.PlayAsync("errors", 5);
        await rig.Traffic.EndAsync();
        rig.Tell($"{rig.Traffic.Table()}");

        var errors = rig.Traffic.Gets("errors");
        rig.Tell($"failed GETs in the first 2 s: {Failed(errors[..2])}, after that: {Failed(errors[2..])}");
        AssertNoFailedGet(rig, WarmUp, "steady");
        Assert.Equal(0, Failed(errors[2..]));
    });

    [Fact]
    public Task Death_of_all_is_answered_503_within_50_ms_and_is_over_2_seconds_after_a_return() => Rig.PlayAsync(output, 3, async rig =>
    {
        await rig.Traffic.PlayAsync(WarmUp, 2);
        rig.Traffic.Begin("dying");
        await Task.WhenAll(rig.Instances.Select(instance => instance.KillAsync()));
        await Eventually.TrueAsync(async () => (await rig.Node.StatesAsync()).Values.All(IsOut), "every instance is out");
        var deadAt = TimeProvider.System.GetTimestamp();
        await rig.Traffic.PlayAsync("dead", 4);
        var startedAt = TimeProvider.System.GetTimestamp();
        rig.Traffic.Begin("starting");
        await rig.Instances[0].StartAsync();
        var backAt = TimeProvider.System.GetTimestamp();
        await rig.Traffic.PlayAsync("back", 5);
        await rig.Traffic.EndAsync();
        rig.Tell($"{rig.Traffic.Table()}");

        var answers = rig.Traffic.Answers.Where(answer => answer.SentAt > deadAt && answer.SentAt < startedAt).ToArray();
        var firstGood = rig.Traffic.Answers.Where(answer => answer.SentAt > startedAt && answer.Outcome.Good).Min(answer => answer.SentAt);
        var slowest = answers.Max(answer => answer.TookMs);
        var goodAfterMs = (firstGood - backAt) * 1000.0 / TimeProvider.System.TimestampFrequency;
        rig.Tell($"while dead: {answers.Length} answers, {slowest:0.0} ms at most; first good sent {goodAfterMs:0} ms after the return");
        Assert.All(answers, answer => Assert.Equal("status 503", answer.Outcome.Reason));
        Assert.True(slowest <= 50, $"the slowest answer took {slowest:0.0} ms");
        Assert.Equal(0, Failed(rig.Traffic.Gets("back")[2..]));
        Assert.Equal(0, Failed(rig.Traffic.Posts("back")[2..]));
        Assert.Empty(PaymentAudit.Of(rig).Twice);
    });

    private static PhaseReport[] Measured(PhaseReport[] seconds) => [.. seconds.Where(second => second.MaxLatenessMs <= MaxLatenessMs)];

    private static bool IsOut(string state) => state is not ("available" or "warming");

    private static void AssertNoFailedGet(Rig rig, params string[] phases)
    {
        foreach (var phase in phases)
        {
            var seconds = rig.Traffic.Gets(phase);
            Assert.True(seconds.Sum(second => second.Sent) > 0, $"nothing was sent in {phase}");
            Assert.Equal(0, Failed(seconds));
        }
    }

    /// <summary>What was never answered is as bad as what failed.</summary>
    private static long Failed(IEnumerable<PhaseReport> seconds) => seconds.Sum(second => second.Sent - second.Good);
}
