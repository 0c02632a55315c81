namespace Perdure.Commands;

/// <summary>Ends a command with one line on stderr. The message says what happened and what to do next.</summary>
internal class CommandException : Exception
{
    /// <summary>Ends the command with <paramref name="exitCode"/>, one of <see cref="Commands.ExitCode"/>.</summary>
    public CommandException(string message, int exitCode = Commands.ExitCode.Failed, Exception? cause = null)
        : base(message, cause) => ExitCode = exitCode;

    /// <summary>The exit code of the process.</summary>
    public int ExitCode { get; }
}
