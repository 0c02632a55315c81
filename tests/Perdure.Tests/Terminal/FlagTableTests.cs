using Perdure.Console.Flags;
using Perdure.Terminal;
using Spectre.Console;

namespace Perdure.Tests.Terminal;

public sealed class FlagTableTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly AutomaticStatus Off = new(true, Now.AddSeconds(-192), "no instance of recommendations can be asked", true);

    [Fact]
    public void Flag_that_its_condition_has_off_says_why_and_since_when()
    {
        var row = Row(new FlagStatus { Name = "suggest", Percent = 0, DefaultPercent = 100, Automatic = Off });

        Assert.Contains("off", row, StringComparison.Ordinal);
        Assert.Contains("automatic, 3m12s ago: no instance of recommendations can be asked", row, StringComparison.Ordinal);
    }

    [Fact]
    public void Setting_of_an_operator_is_shown_beside_what_the_condition_would_do()
    {
        var row = Row(new FlagStatus
        {
            Name = "suggest", Percent = 100, DefaultPercent = 100, Set = true, By = "alice", At = Now.AddSeconds(-5), Automatic = Off,
        });

        Assert.Contains("by alice, 5s ago; its condition would have it off: no instance", row, StringComparison.Ordinal);
    }

    [Fact]
    public void Condition_that_does_nothing_is_not_mentioned()
    {
        var row = Row(new FlagStatus { Name = "suggest", Percent = 25, DefaultPercent = 25, Automatic = Off with { Off = false } });

        Assert.DoesNotContain("automatic", row, StringComparison.Ordinal);
    }

    private static string Row(FlagStatus flag)
    {
        using var output = new StringWriter();
        var screen = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        screen.Profile.Width = 250;
        FlagTable.Write(screen, [flag], Now);
        return output.ToString().Split('\n').Single(line => line.Contains("suggest", StringComparison.Ordinal));
    }
}
