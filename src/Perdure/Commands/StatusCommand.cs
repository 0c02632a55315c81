using System.CommandLine;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure status</c>: what a running node sees, one row an instance.</summary>
internal static class StatusCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var admin = new AdminOptions();
        var output = OutputOption.Create("table");
        var command = new Command("status", "Shows what a running node sees: every instance, its state and why.");
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var node = await client.StatusAsync(cancellation);
            var services = await client.ServicesAsync(cancellation);
            if (parsed.IsJson(output))
                JsonOutput.Write(new StatusReport(node, services.Services), CommandJson.Default.StatusReport);
            else
                StatusPage.Write(Screen.Create(System.Console.Out), node, services.Services, TimeProvider.System.GetUtcNow());
            return ExitCode.Fine;
        });
        return command.WithExamples(
            "perdure status",
            "perdure status --admin http://gateway-2:9090",
            "perdure status --output json | jq '.services[].instances[] | select(.state != \"available\")'");
    }
}
