using Perdure.Console.Configuration;
using Perdure.Terminal;
using Spectre.Console;

namespace Perdure.Tests.Terminal;

public sealed class HistoryPageTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Page_shows_versions_nodes_and_the_rollout()
    {
        var page = Render(new ConfigurationStatus
        {
            Latest = Version(3),
            Here = new FollowStatus(),
            History = [Version(3) with { RollbackOf = 1 }, Version(2) with { Withdrawn = true }, Version(1) with { Comment = "first [x]" }],
            Reports =
            [
                new ReportStatus { Node = "gateway-1", Version = 3, Ok = true, Requests = 1200 },
                new ReportStatus { Node = "gateway-2", Version = 3, Ok = false, Error = "configuration-3:1:1: no" },
            ],
            Rollout = new RolloutStatus { Version = 3, State = "stopped", Order = [], Done = ["gateway-1"], Reason = "errors rose" },
        });

        Assert.Contains("3 *", page, StringComparison.Ordinal);
        Assert.Contains("rollback to 1", page, StringComparison.Ordinal);
        Assert.Contains("withdrawn: every node runs its own file", page, StringComparison.Ordinal);
        Assert.Contains("first [x]", page, StringComparison.Ordinal);
        Assert.Contains("configuration-3:1:1: no", page, StringComparison.Ordinal);
        Assert.Contains("roll-out of version 3 from the nodes' own files: stopped; done: gateway-1; errors rose", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "nothing was applied yet")]
    [InlineData(true, "the coordination store is lost")]
    public void Page_without_versions_says_why(bool lost, string expected)
    {
        var page = Render(new ConfigurationStatus { Here = new FollowStatus(), Reports = [], History = lost ? null : [] });

        Assert.Contains(expected, page, StringComparison.Ordinal);
    }

    private static VersionStatus Version(long version) =>
        new() { Version = version, Digest = "", By = "ops", At = Now.AddMinutes(-version) };

    private static string Render(ConfigurationStatus status)
    {
        using var output = new StringWriter();
        var screen = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        screen.Profile.Width = 200;
        HistoryPage.Write(screen, status, Now);
        return output.ToString();
    }
}
