using Perdure.Console.Alerts;
using Perdure.Terminal;

namespace Perdure.Tests.Terminal;

public sealed class AlertPageTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static AlertStatus Alert(string state, string? silencedBy = null) => new()
    {
        Name = "PerdureErrors",
        State = state,
        Severity = "critical",
        Expression = "error-ratio above 5% over 5m",
        Value = "7.3%",
        Labels = new Dictionary<string, string> { ["alertname"] = "PerdureErrors", ["service"] = "payments" },
        Annotations = new Dictionary<string, string>(),
        Runbook = "docs/runbooks/PerdureErrors.md",
        ActiveAt = Now.AddSeconds(-192),
        Fingerprint = "0",
        SilencedBy = silencedBy,
    };

    [Fact]
    public void Page_shows_what_fires_of_what_since_when_and_what_to_do()
    {
        var silence = new SilenceStatus { Id = "3f9a", Matchers = ["service=\"payments\""], CreatedAt = Now, EndsAt = Now.AddHours(1), CreatedBy = "ops", Comment = "we [know]" };
        var page = Render(screen => AlertPage.Write(screen, new AlertList("node-1", [Alert("firing", "3f9a")], [silence], [new ReceiverStatus("webhook-1", "http://x", 3, 1, "it answered 503")]), Now));

        string[] parts = ["PerdureErrors", "payments", "firing, silenced by 3f9a", "critical", "3m12s", "7.3%", "docs/runbooks/PerdureErrors.md", "by ops, 1h00m left: we [know]", "3 delivered, not just now: it answered 503"];
        Assert.All(parts, part => Assert.Contains(part, page, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_without_anything_says_so()
    {
        var page = Render(screen => AlertPage.Write(screen, new AlertList("node-1", [], [], []), Now));

        Assert.Contains("no alerts on node node-1", page, StringComparison.Ordinal);
        Assert.Contains("nobody is told", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, 0, "alerts     none firing")]
    [InlineData(1, 2, 3, "alerts     1 firing: PerdureErrors, 2 pending, 3 silenced")]
    public void Line_of_the_status_says_what_fires(int firing, int pending, int silenced, string expected) =>
        Assert.Equal(expected, Render(screen => AlertPage.WriteLine(screen, new AlertSummary(firing, pending, silenced, firing > 0 ? ["PerdureErrors"] : []))).TrimEnd());

    private static string Render(Action<Spectre.Console.IAnsiConsole> write)
    {
        using var text = new StringWriter();
        var screen = Screen.Create(text);
        screen.Profile.Width = 200;
        write(screen);
        return text.ToString();
    }
}
