using System.CommandLine;

namespace Perdure.Commands;

/// <summary>Lets a command be declared together with its examples.</summary>
internal static class CommandExamples
{
    /// <summary>Gives a command the lines that its help begins with.</summary>
    public static T WithExamples<T>(this T command, params string[] examples)
        where T : Command
    {
        CommandHelp.SetExamples(command, examples);
        return command;
    }
}
