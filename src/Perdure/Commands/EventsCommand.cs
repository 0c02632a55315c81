using System.CommandLine;
using System.Text.Json;
using Perdure.Administration;
using Perdure.Console.Events;
using Perdure.Telemetry.Events;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure events</c>: what happened on a node.</summary>
internal static class EventsCommand
{
    private static readonly TimeSpan FollowEvery = TimeSpan.FromSeconds(1);

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var service = new Option<string?>("--service") { Description = "Only those of this service", HelpName = "SERVICE" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on, with a line for each event that comes; until Ctrl+C" };
        var limit = new Option<int>("--limit") { Description = $"How many of the newest to begin with, 1 to {EventJournal.EventsMax}", HelpName = "N", DefaultValueFactory = _ => 200 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token] && int.TryParse(token.Value, out var number) && number is < 1 or > EventJournal.EventsMax)
                result.AddError($"--limit: expected 1 to {EventJournal.EventsMax}");
        });
        var admin = new AdminOptions();
        var output = OutputOption.Create("text");
        var command = new Command("events", "Shows what happened on a node: breakers, ejections, flags, reloads, drains, alerts and the like.") { service, follow, limit };
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var (name, json) = (parsed.GetValue(service), parsed.IsJson(output));
            var list = await client.EventsAsync(null, parsed.GetValue(limit), name, cancellation);
            if (!parsed.GetValue(follow))
            {
                if (json)
                    JsonOutput.Write(list, CommandJson.Default.EventList);
                else
                    Write(list.Events, json: false);
                return ExitCode.Fine;
            }

            Write(list.Events, json);
            await FollowAsync(client, list, name, json, cancellation);
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure events", "perdure events --service catalog --follow", "perdure events --follow --output json | jq -r .text");
    }

    private static async Task FollowAsync(AdminClient client, EventList first, string? service, bool json, CancellationToken cancellation)
    {
        var (last, began, lost) = (first.Last, first.Began, false);
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(FollowEvery, TimeProvider.System, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellation.IsCancellationRequested)
                return;
            try
            {
                var list = await client.EventsAsync(last, EventJournal.EventsMax, service, cancellation);

                // The node was restarted, or taken over, and counts anew.
                if (list.Began != began)
                    list = await client.EventsAsync(0, EventJournal.EventsMax, service, cancellation);
                Write(list.Events, json);
                (last, began, lost) = (list.Last, list.Began, false);
            }
            catch (CommandException away) when (away is not RefusedException)
            {
                // As during a restart: who follows wants to see what comes after it.
                if (!lost)
                    await System.Console.Error.WriteLineAsync($"perdure: {away.Message}; it is tried again");
                lost = true;
            }
        }
    }

    private static void Write(IReadOnlyList<JournalEvent> events, bool json)
    {
        var screen = Screen.Create(System.Console.Out);
        foreach (var happened in events)
        {
            if (json)
                System.Console.Out.WriteLine(JsonSerializer.Serialize(happened, LineJson.Default.JournalEvent));
            else
                EventLine.Write(screen, happened);
        }
    }
}
