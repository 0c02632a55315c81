using Perdure.Torture.Judging;

namespace Perdure.Torture.Tests.Judging;

/// <summary>The judge of the torture, on claims known good and known bad: a judge that never finds anything proves nothing.</summary>
public sealed class TokenJudgeTests
{
    [Fact]
    public void Leaders_one_after_the_other_are_fine() =>
        Assert.Empty(TokenJudge.Find("x", [new(1, 2, 7, "a"), new(3, 4, 7, "a"), new(5, 6, 9, "b"), new(7, 8, 12, "a")]));

    [Fact]
    public void An_older_token_after_a_newer_one_is_found()
    {
        var finding = Assert.Single(TokenJudge.Find("x", [new(1, 2, 7, "a"), new(3, 4, 9, "b"), new(5, 6, 7, "a")]));
        Assert.Contains("a with token 7", finding, StringComparison.Ordinal);
        Assert.Contains("b with token 9", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Overlapping_checks_prove_nothing() =>
        // The first was answered late: the store may have looked at it before the second.
        Assert.Empty(TokenJudge.Find("x", [new(1, 10, 7, "a"), new(2, 3, 9, "b")]));

    [Fact]
    public void Beliefs_of_two_at_one_moment_and_back_are_found() =>
        Assert.Single(TokenJudge.Find("x", [new(1, 1, 7, "a"), new(5, 5, 9, "b"), new(6, 6, 7, "a"), new(7, 7, 9, "b")]));

    [Fact]
    public void Findings_are_bounded() =>
        Assert.Equal(20, TokenJudge.Find("x", Enumerable.Range(10, 1_000).Select(i => new Claim(i, i, 1, "a")).Prepend(new Claim(1, 1, 9, "b"))).Count);

    [Fact]
    public void Logs_cut_short_by_a_kill_are_read_up_to_the_last_whole_line()
    {
        var folder = Directory.CreateTempSubdirectory("perdure-judge-");
        try
        {
            var file = Path.Combine(folder.FullName, "a.claims");
            using (var log = new JudgeLog(file))
            {
                log.Believed(5, 7, "billing");
                log.Accepted(6, 8, 7, "billing");
            }

            File.AppendAllText(file, "B 123");
            var (beliefs, accepted) = JudgeLogReader.Read([file]);
            Assert.Equal(new Claim(5, 5, 7, "a"), Assert.Single(beliefs["billing"]));
            Assert.Equal(new Claim(6, 8, 7, "a"), Assert.Single(accepted["billing"]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
