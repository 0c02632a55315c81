using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Coordination.Shared;
using Perdure.Coordination.Storage;
using Perdure.Durability.Storage;
using Perdure.Model;
using Perdure.Model.Reading;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Alerting.Silences;
using Perdure.Telemetry.Runbooks;

namespace Perdure.Console.Runbooks;

/// <summary>Carries out steps of runbooks inside the node, with what the pages of the API use. Everything it changes leaves the same audit line. Thread-safe.</summary>
internal sealed class StepRunner(INodeView node, ISharedControl? shared, NodeAlerts? alerts, IDurabilityView? durability, ILogger log)
{
    private const int Shown = 10;

    // Silences outlive a runbook that somebody wrote with all the time of the world.
    private static readonly TimeSpan s_longestSilence = SilenceBook.LongestTime;

    /// <summary>What is wrong with the names in a filled command; null when each of them exists.</summary>
    public string? Check(StepCommand command)
    {
        var names = command.Arguments;
        switch (command.Verb)
        {
            case StepVerb.Status:
                return null;
            case StepVerb.FlagSet:
                return KnownFlag(names[0]);
            case StepVerb.QueueRetry:
                return KnownQueue(names[0]);
            case StepVerb.Silence:
                return alerts is null ? "this node watches no alerts"
                    : StepCommand.IsSilence(names) ? Named(command.Named) : $"{string.Join(", ", names)} are no conditions of a silence";
            default:
                return KnownService(names[0]) ?? KnownInstance(names[0], names[1]);
        }
    }

    // A silence of what does not exist silences nothing, and whoever set it would wonder.
    private string? Named(ImmutableSortedDictionary<string, string> named) => named.Select(pair => pair.Key switch
    {
        "SERVICE" => KnownService(pair.Value),
        "INSTANCE" => KnownInstance(named.GetValueOrDefault("SERVICE"), pair.Value),
        "FLAG" => KnownFlag(pair.Value),
        _ => KnownQueue(pair.Value),
    }).FirstOrDefault(problem => problem is not null);

    private string? KnownService(string name) => Known("service", name, node.Services().Services.Select(service => service.Name));

    private string? KnownInstance(string? service, string name) => Known(
        service is null ? "instance" : $"instance of {service}", name, node.Services().Services.Where(one => service is null || one.Name == service).SelectMany(one => one.Instances).Select(instance => instance.Id));

    private string? KnownFlag(string name) => shared is null ? "this node has no flags" : Known("flag", name, shared.Flags().Flags.Select(flag => flag.Name));

    private string? KnownQueue(string name) => durability is not { Declared: true }
        ? "this node keeps no jobs; durability goes into the system file"
        : Known("queue", name, durability.Queues.Select(queue => queue.Name));

    /// <summary>Carries it out. What goes wrong is an answer too.</summary>
    /// <param name="command">Filled, and without fault by <see cref="Check"/>.</param>
    /// <param name="by">Who asks for it.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<StepResult> RunAsync(StepCommand command, string by, CancellationToken cancel)
    {
        try
        {
            return command.Verb switch
            {
                StepVerb.Status => new StepResult(true, Status()),
                StepVerb.FlagSet => await SetAsync(command.Arguments[0], StepCommand.Percent(command.Arguments[1])!.Value, by, cancel),
                StepVerb.QueueRetry => await RetryAsync(command.Arguments[0], by, cancel),
                StepVerb.Silence => Silence(command, by),
                _ => await ActAsync(command, by, cancel),
            };
        }
        catch (Exception refused) when (refused is CoordinationException or ConflictException or DurabilityException or ArgumentException)
        {
            return new StepResult(false, refused.Message);
        }
    }

    private async Task<StepResult> ActAsync(StepCommand command, string by, CancellationToken cancel)
    {
        var (service, instance) = (command.Arguments[0], command.Arguments[1]);
        var (action, path) = command.Verb switch
        {
            StepVerb.Drain => (InstanceAction.Drain, "drain"),
            StepVerb.Undrain => (InstanceAction.Undrain, "undrain"),
            StepVerb.Eject => (InstanceAction.Eject, "eject"),
            StepVerb.Restore => (InstanceAction.Restore, "restore"),
            StepVerb.BreakerOpen => (InstanceAction.OpenBreaker, "breaker/open"),
            StepVerb.BreakerClosed => (InstanceAction.CloseBreaker, "breaker/closed"),
            _ => (InstanceAction.AutomaticBreaker, "breaker/auto"),
        };
        var result = await node.ActAsync(service, instance, action, by, cancel);
        log.Audit(by, path, service, instance, result.Outcome);
        if (result.Outcome == ActionOutcome.NoBreaker)
            return new StepResult(false, $"{service} has circuitBreaker: off, so there is none to hold");
        var after = node.Services().Services.FirstOrDefault(one => one.Name == service)?.Instances.FirstOrDefault(one => one.Id == instance);
        return result.Outcome == ActionOutcome.Done && after is not null
            ? new StepResult(true, $"{service}/{instance} is {after.State} (breaker {after.Breaker.State}, {after.Breaker.Mode}){Reach(result.Reach)}")
            : new StepResult(false, $"{service} has no instance {instance} any more");
    }

    private async Task<StepResult> SetAsync(string flag, int percent, string by, CancellationToken cancel)
    {
        var reach = await shared!.SetFlagAsync(flag, percent, by, cancel);
        log.FlagAudit(by, flag, string.Create(CultureInfo.InvariantCulture, $"{percent}%"), reach);
        return new StepResult(true, $"the flag {flag} is {(percent switch { 0 => "off", 100 => "on", _ => string.Create(CultureInfo.InvariantCulture, $"{percent}%") })}{Reach(reach)}");
    }

    private async Task<StepResult> RetryAsync(string queue, string by, CancellationToken cancel)
    {
        if (durability!.Store is not { } store)
            return new StepResult(false, $"the durable store cannot be used: {durability.Problem ?? "it is being opened"}");
        // All of them, as the command does, in bites that the store takes.
        var (count, more) = (0, 0);
        do
        {
            more = await store.Jobs.RetryDeadAsync(queue, null, StoreLimits.SweepMax, cancel);
            log.JobsRetried(by, more, queue);
            count += more;
        }
        while (more == StoreLimits.SweepMax);
        return new StepResult(true, string.Create(CultureInfo.InvariantCulture, $"{count} dead jobs of {queue} are tried again"));
    }

    private StepResult Silence(StepCommand command, string by)
    {
        var matchers = command.Arguments.Select(argument => LabelMatcher.Parse(argument, out _)!).ToImmutableArray();
        var lasting = command.Lasting < s_longestSilence ? command.Lasting : s_longestSilence;
        if (alerts!.Silences.Add(matchers, lasting, by, command.Comment) is not { } silence)
            return new StepResult(false, "there are too many silences already");
        log.SilenceAudit(by, "set", silence.Id, string.Join(", ", silence.Matchers), silence.EndsAt);
        return new StepResult(true, $"silence {silence.Id} of {string.Join(", ", silence.Matchers)} holds for {DurationText.Format(lasting)} on this node");
    }

    // What a page shows in tables, in a line for a time line.
    private string Status()
    {
        var troubled = node.Services().Services
            .Select(service => (service.Name, All: service.Instances.Count, Bad: service.Instances.Where(instance => instance.State is not ("available" or "warming")).ToList()))
            .Where(service => service.Bad.Count > 0).ToList();
        var state = node.Status().State;
        if (troubled.Count == 0)
            return $"the node is {state}; all instances take traffic";
        var lines = troubled.Take(Shown).Select(service =>
            $"{service.Name}: {service.All - service.Bad.Count} of {service.All} take traffic, not {string.Join(", ", service.Bad.Take(Shown).Select(instance => $"{instance.Id} ({instance.State})"))}");
        return $"the node is {state}; {string.Join("; ", lines)}{(troubled.Count > Shown ? "; …" : "")}";
    }

    private static string? Known(string what, string name, IEnumerable<string> names)
    {
        var known = names as IReadOnlyCollection<string> ?? [.. names];
        if (known.Contains(name))
            return null;
        return NearestName.Find(name, known) is { } nearest ? $"there is no {what} \"{name}\". Did you mean \"{nearest}\"?" : $"there is no {what} \"{name}\"";
    }

    private static string Reach(ChangeReach reach) => reach == ChangeReach.Everywhere ? "" : $", {KebabCase.Of(reach)}";
}
