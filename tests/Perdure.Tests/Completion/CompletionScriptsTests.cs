using Perdure.Completion;
using Perdure.Tests.Support;

namespace Perdure.Tests.Completion;

public sealed class CompletionScriptsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("perdure st", "status")]
    [InlineData("perdure breaker cl", "closed")]
    [InlineData("perdure status --adm", "--admin")]
    [InlineData("perdure status --output j", "json")]
    [InlineData("perdure completion f", "fish")]
    [InlineData("perdure lea", "leader")]
    [InlineData("perdure exec --lo", "--lock")]
    public async Task Bash_completes_commands_options_and_values(string line, string expected)
    {
        // What bash does on TAB: it sets these variables and calls the function that was registered.
        var script = $$"""
            source <(perdure completion bash)
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}}
            COMP_WORDS=($COMP_LINE) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            complete -p perdure >/dev/null || exit 9
            _perdure
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        var start = Executable.Command("bash", _folder.Path, "-c", script);
        start.Environment["PATH"] = AppContext.BaseDirectory + ":" + start.Environment["PATH"];

        var outcome = await Executable.RunAsync(start);

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(expected, outcome.Output.Trim());
    }

    [Fact]
    public async Task Suggestions_leave_out_what_is_hidden()
    {
        var outcome = await Executable.RunAsync(_folder.Path, "[suggest:8]", "perdure ");

        var suggestions = outcome.Output.Split('\n');
        Assert.Contains("check", suggestions);
        Assert.DoesNotContain("guard", suggestions);
        Assert.DoesNotContain("/h", suggestions);
    }

    [Fact]
    public void Scripts_are_there_for_every_shell() =>
        Assert.All(CompletionScripts.Shells, shell => Assert.Contains("[suggest:", CompletionScripts.For(shell), StringComparison.Ordinal));
}
