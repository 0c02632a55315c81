using System.CommandLine;
using Perdure.Model.Reading;

namespace Perdure.Commands;

/// <summary><c>perdure init</c>: writes a commented system file to begin with.</summary>
internal static class InitCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var file = FileArgument.Create("The file to write");
        var force = new Option<bool>("--force") { Description = "Replace the file when it exists" };
        var command = new Command("init", "Writes a commented system file to begin with.") { file, force };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file), parsed.GetValue(force)));
        return command.WithExamples("perdure init", "perdure init shop.yaml", "perdure init --force");
    }

    private static int Run(string file, bool force)
    {
        try
        {
            // CreateNew rather than a look beforehand: nothing that appears in between is lost.
            using var stream = new FileStream(file, force ? FileMode.Create : FileMode.CreateNew, FileAccess.Write);
            using var writer = new StreamWriter(stream);
            writer.Write(StarterFile.Text);
        }
        catch (IOException) when (!force && File.Exists(file))
        {
            throw new CommandException($"{file} exists; name another file, or replace it with --force");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"cannot write {file}: {refused.Message}", ExitCode.Failed, refused);
        }

        System.Console.Error.WriteLine($"wrote {file}; next: perdure check {file}, then perdure run {file}");
        return ExitCode.Fine;
    }
}
