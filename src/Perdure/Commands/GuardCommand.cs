using System.CommandLine;
using Perdure.Coordination.Time;
using Perdure.Supervision.Guarding;

namespace Perdure.Commands;

/// <summary><c>perdure guard</c>, hidden: a node starts it to end the node's processes when the node itself is killed.</summary>
internal static class GuardCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("guard", "Ends the processes of a node that was killed; started by the node.") { Hidden = true };
        command.SetAction((_, _) => ProcessGuardian.RunAsync(System.Console.OpenStandardInput(), BootClock.Instance));
        return command;
    }
}
