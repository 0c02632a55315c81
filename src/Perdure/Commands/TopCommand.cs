using System.CommandLine;
using Perdure.Terminal.Top;

namespace Perdure.Commands;

/// <summary><c>perdure top</c>: a running node as it goes, in a terminal.</summary>
internal static class TopCommand
{
    private const int WidthOfPipe = 160;

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var interval = DurationOption.Create("--interval", "How often the node is asked", "1s", TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(1));
        var once = new Option<bool>("--once") { Description = "One picture, and no more; what a pipe gets anyway" };
        var service = new Option<string?>("--service") { Description = "Only this service and its routes", HelpName = "NAME" };
        var admin = new AdminOptions();
        var command = new Command("top", "Shows a running node as it goes: routes and instances, the most trouble first. q quits.") { interval, once, service };
        admin.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var loop = new TopLoop(client, parsed.Duration(interval) ?? TimeSpan.FromSeconds(1), parsed.GetValue(service), TimeProvider.System);
            var terminal = !System.Console.IsOutputRedirected;
            var colours = terminal && Environment.GetEnvironmentVariable("NO_COLOR") is not { Length: > 0 };
            if (parsed.GetValue(once) || !TopScreen.IsPossible)
            {
                // A pipe takes as much as there is.
                await loop.OnceAsync(System.Console.Out, terminal ? System.Console.WindowWidth : WidthOfPipe, int.MaxValue, colours, cancellation);
                return ExitCode.Fine;
            }

            using var quit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await loop.LiveAsync(colours, quit);
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure top", "perdure top --service payments --interval 5s", "perdure top --once | head -20");
    }
}
