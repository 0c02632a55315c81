using System.CommandLine;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure queue list|show|peek|retry|purge|export</c>: the queues of the node and the jobs in them.</summary>
internal static class QueueCommands
{
    private static readonly string[] s_states = ["pending", "claimed", "done", "dead"];
    private static readonly string[] s_purgeable = ["dead", "pending", "done"];

    /// <summary>Creates the commands.</summary>
    public static Command Create() => new Command("queue", "Shows queues and their jobs; retries and purges them.")
    {
        List(),
        Show(),
        Peek(),
        Retry(),
        Purge(),
        QueueExport.Create(),
    }.WithExamples("perdure queue list", "perdure queue peek payments --state dead", "perdure queue retry payments");

    /// <summary>The argument that names the queue.</summary>
    internal static Argument<string> Name() => new("QUEUE") { Description = "The queue's name in the system file" };

    /// <summary>The option that picks jobs by their state.</summary>
    internal static Option<string?> State()
    {
        var option = new Option<string?>("--state") { Description = "Only jobs in this state: " + string.Join(", ", s_states), HelpName = string.Join('|', s_states) };
        option.AcceptOnlyFromAmong(s_states);
        return option;
    }

    /// <summary>The option that shows deferred requests whole.</summary>
    internal static Option<bool> Content() => new("--content") { Description = "Of a deferred request also headers, query and body, which may have credentials in them" };

    private static Command List()
    {
        var (admin, output) = (new AdminOptions(), OutputOption.Create("table"));
        var command = new Command("list", "Shows every queue: how many jobs wait, are in hand, done and dead, and how old the oldest is.");
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var queues = await client.QueuesAsync(cancellation);
            if (parsed.IsJson(output))
                JsonOutput.Write(queues, CommandJson.Default.QueueList);
            else
                QueueTables.Write(Screen.Create(System.Console.Out), queues.Queues);
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure queue list", "perdure queue list --output json | jq '.queues[] | select(.dead > 0)'");
    }

    private static Command Show()
    {
        var (queue, admin, output) = (Name(), new AdminOptions(), OutputOption.Create("text"));
        var job = new Argument<string?>("JOB") { Description = "A job of it, by its id: shown with its content", Arity = ArgumentArity.ZeroOrOne };
        var content = Content();
        var command = new Command("show", "Shows a queue, or one of its jobs with its content.") { queue, job, content };
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var name = parsed.GetRequiredValue(queue);
            if (parsed.GetValue(job) is { } id)
                JsonOutput.Write(await client.JobAsync(name, id, parsed.GetValue(content), cancellation), CommandJson.Default.JobDetails);
            else if (await client.QueueAsync(name, cancellation) is var status && parsed.IsJson(output))
                JsonOutput.Write(status, CommandJson.Default.QueueStatus);
            else
                QueueTables.Write(Screen.Create(System.Console.Out), status);
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure queue show payments", "perdure queue show payments 0193a1b2c3d4e5f60718293a4b5c6d7e --content");
    }

    private static Command Peek()
    {
        var (queue, state, admin, output) = (Name(), State(), new AdminOptions(), OutputOption.Create("table"));
        var max = new Option<int>("--max") { Description = "How many at most, 1 to 1000", DefaultValueFactory = _ => 20 };
        var command = new Command("peek", "Shows the oldest jobs of a queue, without taking them.") { queue, state, max };
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var jobs = await client.JobsAsync(parsed.GetRequiredValue(queue), parsed.GetValue(state), 0, parsed.GetValue(max), cancellation);
            if (parsed.IsJson(output))
                JsonOutput.Write(jobs, CommandJson.Default.JobList);
            else
                QueueTables.Write(Screen.Create(System.Console.Out), jobs.Jobs, TimeProvider.System.GetUtcNow());
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure queue peek payments", "perdure queue peek payments --state dead --max 100");
    }

    private static Command Retry()
    {
        var (queue, admin) = (Name(), new AdminOptions());
        var jobs = new Argument<string[]>("JOB") { Description = "Dead jobs of it, by their ids. Default: all dead ones", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("retry", "Makes dead jobs pending again, with no attempt counted.") { queue, jobs };
        admin.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var name = parsed.GetRequiredValue(queue);
            var ids = parsed.GetValue(jobs) is { Length: > 0 } named ? named : null;
            var count = ids is null
                ? await JobBatches.AllAsync(() => client.RetryJobsAsync(name, null, cancellation))
                : (await client.RetryJobsAsync(name, ids, cancellation)).Jobs;
            System.Console.Out.WriteLine($"{count} jobs of {name} are tried again");
            return ids is not null && count < ids.Length ? ExitCode.Failed : ExitCode.Fine;
        });
        return command.WithExamples("perdure queue retry payments", "perdure queue retry payments 0193a1b2c3d4e5f60718293a4b5c6d7e");
    }

    private static Command Purge()
    {
        var (queue, admin) = (Name(), new AdminOptions());
        var state = new Option<string>("--state") { Description = "Jobs in which state: dead, pending or done", HelpName = string.Join('|', s_purgeable), DefaultValueFactory = _ => "dead" };
        state.AcceptOnlyFromAmong(s_purgeable);
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var command = new Command("purge", "Deletes jobs of a queue for good: the dead ones unless another state is named. Asks first.") { queue, state, yes };
        admin.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var (name, what) = (parsed.GetRequiredValue(queue), parsed.GetRequiredValue(state));
            if (!parsed.GetValue(yes) && !Confirmation.Ask($"delete all {what} jobs of {name} for good?"))
                return ExitCode.Failed;
            var count = await JobBatches.AllAsync(() => client.PurgeJobsAsync(name, what, cancellation));
            System.Console.Out.WriteLine($"{count} {what} jobs of {name} are deleted");
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure queue purge payments", "perdure queue purge payments --state done --yes");
    }
}
