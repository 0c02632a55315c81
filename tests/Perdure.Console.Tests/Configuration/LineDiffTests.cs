using Perdure.Console.Configuration;

namespace Perdure.Console.Tests.Configuration;

public sealed class LineDiffTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a\nb\n", "a\nb\n")]
    [InlineData("a\nb", "a\r\nb\r\n")]
    public void Texts_of_the_same_lines_have_no_difference(string before, string after) =>
        Assert.Equal("", LineDiff.Unified(before, after, "old", "new"));

    [Fact]
    public void Difference_is_in_the_unified_form_with_three_lines_around_it()
    {
        var before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

        var diff = LineDiff.Unified(before, before.Replace("5\n", "five\n5b\n", StringComparison.Ordinal), "version 1", "shop.yaml");

        Assert.Equal("--- version 1\n+++ shop.yaml\n@@ -2,7 +2,8 @@\n 2\n 3\n 4\n-5\n+five\n+5b\n 6\n 7\n 8\n", diff);
    }

    [Fact]
    public void Changes_far_apart_are_hunks_of_their_own()
    {
        var lines = Enumerable.Range(1, 40).Select(i => $"line {i}").ToArray();
        var changed = lines.ToArray();
        (changed[2], changed[35]) = ("other 3", "other 36");

        var diff = LineDiff.Unified(string.Join('\n', lines), string.Join('\n', changed), "a", "b");

        Assert.Equal(2, diff.Split("@@ -").Length - 1);
        Assert.Contains("@@ -33,7 +33,7 @@\n", diff, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_from_nothing_is_all_new() =>
        Assert.Equal("--- a\n+++ b\n@@ -0,0 +1,2 @@\n+x\n+y\n", LineDiff.Unified("", "x\ny\n", "a", "b"));

    [Fact]
    public void Texts_with_nothing_in_common_are_replaced_as_a_whole()
    {
        var before = string.Join('\n', Enumerable.Range(0, 3_000).Select(i => $"a{i}"));
        var after = string.Join('\n', Enumerable.Range(0, 3_000).Select(i => $"b{i}"));

        AssertLeadsFromTo(before, after, LineDiff.Unified(before, after, "a", "b"));
    }

    [Fact]
    public void Difference_leads_from_the_one_text_to_the_other()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            var before = Text(random);
            var after = Text(random);

            var diff = LineDiff.Unified(before, after, "a", "b");

            try
            {
                AssertLeadsFromTo(before, after, diff);
            }
            catch (Exception wrong)
            {
                Assert.Fail($"seed {seed}: {wrong.Message}\n{diff}");
            }
        }
    }

    private static string Text(Random random) => string.Join('\n', Enumerable.Range(0, random.Next(1, 30)).Select(_ => $"{random.Next(4)}"));

    // Applies the diff to the text before, hunk by hunk.
    private static void AssertLeadsFromTo(string before, string after, string diff)
    {
        var (old, result, at) = (before.Split('\n'), new List<string>(), 0);
        foreach (var line in diff.Split('\n').Skip(2).Where(line => line.Length > 0))
        {
            switch (line[0])
            {
                case '@':
                    var place = line.Split(' ')[1][1..].Split(',');
                    var start = int.Parse(place[0]) - (place[1] == "0" ? 0 : 1);
                    result.AddRange(old[at..start]);
                    at = start;
                    break;
                case '+':
                    result.Add(line[1..]);
                    break;
                default:
                    Assert.Equal(old[at], line[1..]);
                    if (line[0] == ' ')
                        result.Add(line[1..]);
                    at++;
                    break;
            }
        }

        result.AddRange(old[at..]);
        Assert.Equal(after, string.Join('\n', result));
    }
}
