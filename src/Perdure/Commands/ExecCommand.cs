using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Client;
using Perdure.Client.Elections;
using Perdure.Client.Leases;
using Perdure.Client.Locks;
using Perdure.Coordination.Time;
using Perdure.Exclusive;
using Perdure.Model;
using Perdure.Supervision;
using Perdure.Supervision.Guarding;

namespace Perdure.Commands;

/// <summary><c>perdure exec</c>: runs a command only while it leads an election or holds a lock.</summary>
internal static class ExecCommand
{
    private static readonly TimeSpan TtlMin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TtlMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan GraceDefault = TimeSpan.FromSeconds(5);

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var leader = new Option<string?>("--leader") { Description = "Run it while leading this election", HelpName = "NAME" };
        var mutex = new Option<string?>("--lock") { Description = "Run it while holding this lock", HelpName = "NAME" };
        var ttl = DurationOption.Create("--ttl", "How long the others wait when this machine dies", "15s", TtlMin, TtlMax);
        var grace = DurationOption.Create(
            "--grace", "How long the command may take to end after SIGTERM; at most half of --ttl [default: 5s, or a third of --ttl]", null, TimeSpan.Zero, TtlMax / 2);
        var candidate = new Option<string?>("--candidate") { Description = "The name to go by [default: machine, process, something random]", HelpName = "NAME" };
        var value = new Option<string>("--value") { Description = "What the others are told about the leader, such as its address", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var once = new Option<bool>("--once") { Description = "End when it is lost, instead of waiting for it and running the command again" };
        var run = new Argument<string[]>("COMMAND") { Description = "What to run, after --", Arity = ArgumentArity.OneOrMore };
        var admin = new AdminOptions(several: true);
        var command = new Command("exec", "Runs a command only while it leads an election or holds a lock, and stops it when that is lost.")
        {
            leader, mutex, ttl, grace, candidate, value, once, run,
        };
        admin.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(leader) is null == result.GetValue(mutex) is null)
                result.AddError("exec: name either an election with --leader or a lock with --lock");
        });
        command.SetAction((parsed, _) =>
        {
            var holdFor = parsed.Duration(ttl)!.Value;
            var stopIn = parsed.Duration(grace) ?? (holdFor / 3 < GraceDefault ? holdFor / 3 : GraceDefault);
            if (stopIn > holdFor / 2)
                throw new CommandException($"--grace: at most half of --ttl, {DurationText.Format(holdFor / 2)}", ExitCode.Usage);
            var (election, name, mayEnd) = (parsed.GetValue(leader), parsed.GetValue(candidate), parsed.GetValue(once));
            var options = new ExclusiveOptions
            {
                Command = parsed.GetRequiredValue(run),
                What = election is not null ? $"the election \"{election}\"" : $"the lock \"{parsed.GetValue(mutex)}\"",
                NameVariable = election is not null ? "PERDURE_ELECTION" : "PERDURE_LOCK",
                Grace = stopIn,
                Once = mayEnd,
            };
            var client = admin.ConnectServices(parsed);
            return RunAsync(options, client, election is not null
                ? async cancel => await client.Elections.CampaignAsync(
                    election, new CampaignOptions { Candidate = name, Value = parsed.GetValue(value)!, Ttl = holdFor, Grace = stopIn }, cancel)
                : async cancel => await client.Locks.AcquireAsync(
                    parsed.GetValue(mutex)!, new LockOptions { Owner = name, Ttl = holdFor, Grace = stopIn }, cancel));
        });
        return command.WithExamples(
            "perdure exec --leader billing -- ./billing --port 8080",
            "perdure exec --lock nightly-report --once -- ./report.sh",
            "perdure exec --leader mail --ttl 30s --grace 10s --admin http://gw-1:9090,http://gw-2:9090 -- ./mailer");
    }

    private static async Task<int> RunAsync(ExclusiveOptions options, PerdureClient client, Func<CancellationToken, Task<LeaseHold>> hold)
    {
        using (client)
        {
            using var signals = new ForwardedSignals();
            await using var guardian = new GuardianLink(BootClock.Instance, OwnExecutable.CommandLine("guard"), NullLogger.Instance);
            var exclusive = new ExclusiveCommand(options, hold, guardian, BootClock.Instance, System.Console.Error);
            return await ServiceErrors.ExplainAsync(() => exclusive.RunAsync(signals));
        }
    }
}
