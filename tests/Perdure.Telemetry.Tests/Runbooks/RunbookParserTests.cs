using Perdure.Telemetry.Runbooks;

namespace Perdure.Telemetry.Tests.Runbooks;

public sealed class RunbookParserTests
{
    private const string Good = """
        # What to do

        Before all.

        ## Now

        1. `perdure drain SERVICE INSTANCE`: take it out
           of the traffic.
        2. look at it: with care.
        3. `curl -i URL`: does it answer?
        4. `certificate-refused` in the log: when it cannot be used.

        ```sh
        # no heading
        ## nor this
        9. no step
        ```

        ## Then

        1. `perdure status`
        """;

    [Fact]
    public void Runbook_has_title_sections_and_steps_counted_through()
    {
        var runbook = RunbookParser.Parse("x", Good.Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.Equal(("x", "What to do"), (runbook.Name, runbook.Title));
        Assert.Equal(["", "Now", "Then"], runbook.Sections.Select(section => section.Heading));
        Assert.Equal("Before all.", runbook.Sections[0].Markdown);
        Assert.Contains("## nor this", runbook.Sections[1].Markdown, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3, 4, 5], runbook.Steps.Select(step => step.Number));
        Assert.Equal(["perdure drain SERVICE INSTANCE", null, "curl -i URL", null, "perdure status"], runbook.Steps.Select(step => step.Command));
        Assert.Equal([true, false, false, false, true], runbook.Steps.Select(step => step.Runnable));
        Assert.Equal("take it out of the traffic.", runbook.Steps[0].Text);
        Assert.Equal(["SERVICE", "INSTANCE"], runbook.Steps[0].Needs);
        Assert.Equal("`certificate-refused` in the log: when it cannot be used.", runbook.Steps[3].Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n\n")]
    [InlineData("#")]
    [InlineData("# ")]
    [InlineData("1.")]
    [InlineData("1. ")]
    [InlineData("1. `")]
    [InlineData("1. ``")]
    [InlineData("1. ``:")]
    [InlineData("1. `: x")]
    [InlineData("1. `a")]
    [InlineData("99999999999999999999. `perdure status`: x")]
    [InlineData("```\n# x\n1. `perdure status`: never closed")]
    [InlineData("# <script>alert(1)</script>\n\n<iframe src=x>\n\n1. `perdure status; rm -rf /`: <b>")]
    [InlineData("\0\u0001\uFFFF\u202E# x")]
    public void Hostile_text_is_read_as_what_it_is(string text)
    {
        var runbook = RunbookParser.Parse("x", text);

        Assert.NotEmpty(runbook.Title);
        Assert.DoesNotContain(runbook.Steps, step => step.Runnable);
    }

    [Fact]
    public void Endless_text_has_bounded_parts()
    {
        var runbook = RunbookParser.Parse("x", string.Concat(Enumerable.Repeat("## s\n1. `perdure status`: x\n", 50_000)));

        Assert.Equal((200, 201), (runbook.Steps.Count, runbook.Sections.Count));
        Assert.Equal(200, RunbookParser.Parse("x", "# " + new string('a', 300_000)).Title.Length);
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        const string Letters = "#`1.: \n\r-~|<>perdure status SERVICE";
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var text = string.Concat(Enumerable.Range(0, 200).Select(_ => Letters[random.Next(Letters.Length)]));
            var runbook = RunbookParser.Parse("x", text);
            Assert.True(runbook.Steps.Select((step, at) => step.Number == at + 1).All(right => right), $"seed {seed}");
        }
    }

    [Fact]
    public void Built_in_runbooks_are_all_there_and_have_steps()
    {
        Assert.Equal(Perdure.Model.BuiltInAlerts.All.Select(rule => RunbookShelf.NameOf(rule.Runbook)).Order(), BuiltInRunbooks.All.Keys);
        Assert.All(BuiltInRunbooks.All.Values, runbook =>
        {
            Assert.Equal(runbook.Name, runbook.Title);
            Assert.Contains(runbook.Sections, section => section.Heading == "What to do now");
            Assert.InRange(runbook.Steps.Count, 2, 20);
        });
        Assert.True(BuiltInRunbooks.All["PerdureServiceDown"].Steps[1].Runnable);
    }
}
