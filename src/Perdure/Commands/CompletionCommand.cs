using System.CommandLine;
using Perdure.Completion;

namespace Perdure.Commands;

/// <summary><c>perdure completion</c>: the script by which a shell completes command lines.</summary>
internal static class CompletionCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh" };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.Shells]);
        var command = new Command("completion", "Prints the script by which a shell completes perdure's commands and options.") { shell };
        command.SetAction(parsed => System.Console.Out.Write(CompletionScripts.For(parsed.GetRequiredValue(shell))));
        return command.WithExamples(
            "source <(perdure completion bash)                               # in ~/.bashrc",
            "source <(perdure completion zsh)                                # in ~/.zshrc",
            "perdure completion fish > ~/.config/fish/completions/perdure.fish",
            "perdure completion pwsh | Out-String | Invoke-Expression        # in $PROFILE");
    }
}
