using Perdure.EndToEnd.Tests.Support;
using Perdure.Supervision.Signals;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Perdure.EndToEnd.Tests.Redundancy;

/// <summary>
/// Two machines and the address that keepalived moves between them, with the configuration of <c>examples/keepalived</c>, under a client
/// that tries again once, after three seconds.
/// </summary>
public sealed class VirtualAddressTests(ITestOutputHelper output)
{
    private const string RatePerSecond = "60";
    private const string RetryAfterMs = "3000";

    private static readonly TimeProvider Time = TimeProvider.System;

    [NamespaceFact]
    public Task Address_moves_when_its_node_drains_or_dies_or_its_machine_does_and_no_request_fails() => Chances.PlayAsync(output, async () =>
    {
        try
        {
            return await MoveThriceAsync();
        }
        catch (XunitException strayed)
        {
            // keepalived counts in half seconds: machines that stand still for longer take the address from each other.
            return strayed.Message;
        }
    });

    private async Task<string?> MoveThriceAsync()
    {
        await using var lab = new NetworkLab();
        await using var first = new VirtualMachine("gateway-1");
        await using var second = new VirtualMachine("gateway-2");
        try
        {
            // Nobody preempts: whoever is first has the address.
            await first.StartAsync();
            await Eventually.TrueAsync(() => first.HasSharedAddress, "the first machine has the address");
            await second.StartAsync();
            await second.StandsByAsync();
            await using var client = NetworkLab.Start(
                "client", Path.GetTempPath(), Executable.Instance, "client", $"http://{VirtualMachine.SharedAddress}", RatePerSecond, RetryAfterMs);
            await Eventually.TrueAsync(() => RetriedAnswer.Read(client.Log).Length > 100, "requests are answered");

            // 1. The node drains: the address is gone before the node stops accepting.
            var drainedAt = Time.GetTimestamp();
            first.Node.Send(ProcessSignal.Terminate);
            await MovesToAsync(second, first);
            await first.Node.EndedAsync();
            Assert.Equal(0, first.Node.ExitCode);
            await PassAsync(client);

            // 2. It is back, stands by, and the other one's process dies.
            await first.StartNodeAsync();
            await first.StandsByAsync();
            Assert.True(second.HasSharedAddress, "the address stays where it is");
            var killedAt = Time.GetTimestamp();
            second.Node.Send(ProcessSignal.Kill);
            await MovesToAsync(first, second);
            await PassAsync(client);

            // 3. The other one is back, and the machine with the address dies as a whole.
            await second.StartNodeAsync();
            await second.StandsByAsync();
            var offAt = Time.GetTimestamp();
            first.PowerOff();
            await Eventually.TrueAsync(() => second.HasSharedAddress, "the address moves");
            await PassAsync(client);
            var endAt = Time.GetTimestamp();

            var answers = RetriedAnswer.Read(client.Log);
            Tell(answers, "node drained", drainedAt, killedAt);
            Tell(answers, "node killed", killedAt, offAt);
            Tell(answers, "machine gone", offAt, endAt);
            return answers.FirstOrDefault(answer => answer.Problem is not null)?.ToString();
        }
        catch
        {
            output.WriteLine(first.Explanation);
            output.WriteLine(second.Explanation);
            throw;
        }
    }

    private static Task MovesToAsync(VirtualMachine to, VirtualMachine from) =>
        Eventually.TrueAsync(() => to.HasSharedAddress && !from.HasSharedAddress, "the address moves");

    // Until as many requests have been answered as come in a second and a half.
    private static async Task PassAsync(RunningProcess client)
    {
        var from = Time.GetTimestamp();
        await Eventually.TrueAsync(() => RetriedAnswer.Read(client.Log).Count(answer => answer.SentAt > from) > 90, "requests are answered");
    }

    private void Tell(RetriedAnswer[] answers, string what, long from, long to)
    {
        var ends = answers.Where(answer => answer.EndedAt >= from && answer.EndedAt < to).Select(answer => answer.EndedAt).Order().ToArray();
        var gap = ends.Prepend(from).Zip(ends, (one, next) => Time.GetElapsedTime(one, next).TotalSeconds).DefaultIfEmpty().Max();
        var again = answers.Count(answer => answer.SentAt >= from && answer.SentAt < to && answer.Tries > 1);
        output.WriteLine(FormattableString.Invariant($"{what}: {ends.Length} answers, {again} of a second try, none for {gap:0.00} s"));
    }
}
