namespace Perdure.Commands;

/// <summary>Asks somebody at a terminal before something that cannot be undone.</summary>
internal static class Confirmation
{
    /// <summary>Whether it is to be done.</summary>
    /// <exception cref="CommandException">There is nobody to ask.</exception>
    public static bool Ask(string question)
    {
        if (System.Console.IsInputRedirected)
            throw new CommandException($"{question} Nobody can be asked here: say --yes", ExitCode.Usage);
        System.Console.Error.Write($"perdure: {question} [y/N] ");
        return System.Console.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
