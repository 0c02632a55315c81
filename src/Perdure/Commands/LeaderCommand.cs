using System.CommandLine;
using System.Text.Json;
using Perdure.Client.Elections;

namespace Perdure.Commands;

/// <summary><c>perdure leader</c>: who leads an election.</summary>
internal static class LeaderCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The election" };
        var watch = new Option<bool>("--watch") { Description = "Go on, with a line whenever somebody else leads or nobody does" };
        var admin = new AdminOptions(several: true);
        var output = OutputOption.Create("text");
        var command = new Command("leader", "Shows who leads an election; exits with 1 when nobody does.") { name, watch };
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.ConnectServices(parsed);
            var (election, json) = (parsed.GetRequiredValue(name), parsed.IsJson(output));
            return await ServiceErrors.ExplainAsync(() => parsed.GetValue(watch)
                ? WatchAsync(client.Elections, election, json, cancellation)
                : ShowAsync(client.Elections, election, json, cancellation));
        });
        return command.WithExamples(
            "perdure leader billing",
            "perdure leader billing --watch",
            "perdure leader billing --output json | jq -r .value");
    }

    private static async Task<int> ShowAsync(ElectionsClient elections, string election, bool json, CancellationToken cancellation)
    {
        var found = await elections.GetAsync(election, cancellation);
        if (found.Leader is { } leader)
        {
            Write(leader, json);
            return ExitCode.Fine;
        }

        System.Console.Error.WriteLine($"perdure: nobody leads \"{election}\"");
        return ExitCode.Failed;
    }

    private static async Task<int> WatchAsync(ElectionsClient elections, string election, bool json, CancellationToken cancellation)
    {
        await foreach (var leader in elections.ObserveAsync(election, cancellation))
            Write(leader, json);
        return ExitCode.Fine;
    }

    private static void Write(LeaderInfo? leader, bool json)
    {
        // One line each, for programs that read lines.
        var line = json ? JsonSerializer.Serialize(leader, LineJson.Default.LeaderInfo) : Text(leader);
        System.Console.Out.WriteLine(line);
    }

    private static string Text(LeaderInfo? leader) => leader switch
    {
        null => "nobody",
        { Value: "" } => $"{leader.Candidate} (token {leader.Token})",
        _ => $"{leader.Candidate} (token {leader.Token}) {leader.Value}",
    };
}
