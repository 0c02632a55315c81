using System.CommandLine;
using Perdure.Commands;
using Perdure.Tests.Support;

namespace Perdure.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("stauts")]
    [InlineData("status --output xml")]
    [InlineData("status --nonsense")]
    [InlineData("status --admin gopher")]
    [InlineData("drain catalog")]
    [InlineData("breaker")]
    [InlineData("breaker half-open catalog catalog-1")]
    [InlineData("run --drain-grace -1")]
    [InlineData("run --drain-grace soon")]
    [InlineData("completion tcsh")]
    [InlineData("leader")]
    [InlineData("queue")]
    [InlineData("queue show")]
    [InlineData("queue peek mail --state lost")]
    [InlineData("queue purge mail --state claimed --yes")]
    [InlineData("exec -- true")]
    [InlineData("exec --leader a")]
    [InlineData("exec --leader a --lock b -- true")]
    [InlineData("exec --leader a --ttl soon -- true")]
    [InlineData("exec --leader a --ttl 1s -- true")]
    [InlineData("exec --leader a --ttl 4s --grace 3s -- true")]
    [InlineData("exec --leader a --admin gopher -- true")]
    public async Task Usage_that_is_wrong_exits_with_2_and_says_so_on_stderr_alone(string line)
    {
        var outcome = await Executable.RunAsync(_folder.Path, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.StartsWith("perdure: ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_misspelt_names_the_nearest_one()
    {
        var outcome = await Executable.RunAsync(_folder.Path, "stauts");

        Assert.Equal(
            "perdure: Unrecognized command or argument 'stauts'.\n" +
            "perdure: did you mean \"perdure status\"?\nperdure: see \"perdure --help\"\n",
            outcome.Error);
    }

    [Fact]
    public async Task Version_is_a_line_on_stdout()
    {
        var outcome = await Executable.RunAsync(_folder.Path, "--version");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", outcome.Output);
    }

    [Fact]
    public async Task Help_shows_examples_before_usage_and_options()
    {
        var outcome = await Executable.RunAsync(_folder.Path, "run", "--help");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Empty(outcome.Error);
        int[] places = [.. new[] { "Examples:", "perdure run", "Usage:", "Options:", "--drain-grace" }
            .Select(part => outcome.Output.IndexOf(part, StringComparison.Ordinal))];
        Assert.All(places, place => Assert.True(place >= 0, outcome.Output));
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void Commands_all_have_a_description_and_examples_that_begin_with_them()
    {
        foreach (var command in Below(CommandLine.Build()).Where(command => !command.Hidden))
        {
            Assert.False(string.IsNullOrEmpty(command.Description), command.Name);
            Assert.Contains(
                CommandHelp.ExamplesOf(command),
                example => example.Contains(CommandHelp.PathOf(command), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Guard_is_not_shown() => Assert.True(CommandLine.Build().Subcommands.Single(command => command.Name == "guard").Hidden);

    private static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(Below).Prepend(command);
}
