using Perdure.Commands;
using Perdure.Telemetry.Runbooks;

namespace Perdure.Tests.Commands;

/// <summary>What the built-in runbooks tell people to type can be typed.</summary>
public sealed class RunbookCommandsTests
{
    public static TheoryData<string, int, string> Steps()
    {
        var steps = new TheoryData<string, int, string>();
        foreach (var runbook in BuiltInRunbooks.All.Values)
        {
            foreach (var step in runbook.Steps.Where(step => step.Command?.StartsWith("perdure ", StringComparison.Ordinal) == true))
                steps.Add(runbook.Name, step.Number, step.Command!);
        }

        return steps;
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Command_of_a_step_is_one_of_the_executable(string runbook, int step, string command)
    {
        var parsed = CommandLine.Build().Parse(command["perdure ".Length..]);

        Assert.True(parsed.Errors.Count == 0, $"{runbook}, step {step}: {string.Join(' ', parsed.Errors.Select(error => error.Message))}");
    }

    [Fact]
    public void Silence_at_the_end_of_each_runbook_is_one_that_can_be_typed()
    {
        foreach (var runbook in BuiltInRunbooks.All.Values)
        {
            var command = runbook.Sections.SelectMany(section => section.Markdown.Split('`')).Single(code => code.StartsWith("perdure alerts silence", StringComparison.Ordinal));
            Assert.Empty(CommandLine.Build().Parse(command["perdure ".Length..]).Errors);
            Assert.Contains($"alertname={runbook.Name} ", command, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("incident")]
    [InlineData("incident show")]
    [InlineData("incident show x --output xml")]
    [InlineData("incident list --output markdown")]
    [InlineData("incident note x")]
    [InlineData("incident open")]
    [InlineData("events --limit 0")]
    [InlineData("events --limit 2001")]
    [InlineData("events --limit x")]
    [InlineData("runbook")]
    [InlineData("runbook show")]
    [InlineData("runbook run x")]
    [InlineData("runbook run x y")]
    [InlineData("runbook run x 1 SERVICE")]
    [InlineData("runbook run x 1 HOST=a")]
    public void Usage_that_is_wrong_is_found(string line) => Assert.NotEmpty(CommandLine.Build().Parse(line).Errors);
}
