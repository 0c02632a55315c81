namespace Perdure.Model.Tests.Reading;

public sealed class SyntaxTests
{
    [Theory]
    [InlineData("", "1:1: error: the file is empty; `perdure init` writes one to start from")]
    [InlineData("# nothing\n", "1:1: error: the file is empty; `perdure init` writes one to start from")]
    [InlineData("a: b\nc:\n\t- d\n", "3:1: error: this line is indented with a tab, which YAML does not allow; indent with spaces")]
    [InlineData("a: \"b\n", "1:4: error: a quote is not closed; add the closing quote")]
    [InlineData(
        "a: [1, 2\nb: 3", "1:4: error: this [ is not closed, or a comma is missing after it; write { key: value, key: value } or [a, b]")]
    [InlineData(
        "a: [{ b: c }\n", "1:4: error: this [ is not closed, or a comma is missing after it; write { key: value, key: value } or [a, b]")]
    [InlineData(
        "a: { b: c d: e }", "1:4: error: this { is not closed, or a comma is missing after it; write { key: value, key: value } or [a, b]")]
    [InlineData("a: { b: :${PORT} }", "1:10: error: between { } and [ ], a value with ${NAME} needs quotes; write \"${NAME}\"")]
    [InlineData("a: [${X}]", "1:5: error: between { } and [ ], a value with ${NAME} needs quotes; write \"${NAME}\"")]
    [InlineData(
        "a: [::1]:80",
        "1:10: error: a [ begins a list, which can't be followed by a colon; put quotes around an IPv6 address: \"[::1]:8080\"")]
    [InlineData("a: @b", "1:4: error: a value can't begin with this character; put quotes around the value")]
    [InlineData("a: %b", "1:4: error: a value can't begin with this character; put quotes around the value")]
    public void Text_that_is_not_yaml_says_where_and_what_to_do(string text, string line) => SystemFile.Says(text, line);

    [Fact]
    public void Second_document_is_refused() => SystemFile.Says(
        SystemFile.Head + "---\nsystem: t",
        "7:1: error: a second document starts here; remove the ---: a system file is one document");

    [Theory]
    [InlineData("---\n")]
    [InlineData("%YAML 1.2\n---\n")]
    [InlineData("\uFEFF")]
    public void Start_of_the_document_may_be_marked(string start) => SystemFile.Model(start + SystemFile.Head);

    [Fact]
    public void Windows_line_ends_count_as_one() => SystemFile.Says(
        SystemFile.WithKey("nodes: {}").ReplaceLineEndings("\r\n"), "7:1: error: nodes: unknown key; did you mean \"node\"?");

    [Fact]
    public void Key_written_twice_is_refused_at_the_second_place() => SystemFile.Says(
        SystemFile.WithServiceKey("instances: nonsense"),
        "7:5: error: services.a.instances: the key is written twice, first on line 6; keep one of the two");

    [Fact]
    public void Alias_is_refused_where_it_is_used() => SystemFile.Says(
        SystemFile.WithServiceKey(
            "timeouts: &t { connect: 1s }\n  b:\n    instances: [{ id: b, url: http://127.0.0.1:2 }]\n    timeouts: *t"),
        "10:15: error: services.b.timeouts: aliases (*name) are not used in system files; write the value out");

    [Fact]
    public void Merge_key_is_refused_once() => SystemFile.Says(
        SystemFile.WithServiceKey(
            "timeouts: &t { connect: 1s }\n  b:\n    instances: [{ id: b, url: http://127.0.0.1:2 }]\n    timeouts: { <<: *t }"),
        "10:17: error: services.b.timeouts: merge keys (<<) are not used in system files; write the keys out");

    [Fact]
    public void Tag_is_refused() => SystemFile.Says(
        SystemFile.WithServiceKey("slowStart: !!str 1s"),
        "7:16: error: services.a.slowStart: tags (such as !!str) are not used in system files; remove the tag");

    [Fact]
    public void List_as_a_key_is_refused() => SystemFile.Says(
        SystemFile.WithKey("? [a, b]\n: c"), "7:3: error: expected a key, found a list, a mapping or an alias in its place");

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("a: [")]
    public void Deep_nesting_ends_early(string level)
    {
        var result = SystemFile.Read(string.Concat(Enumerable.Repeat(level, 100_000)));

        Assert.Contains(result.Diagnostics, d => d.Message == "nested too deeply");
        Assert.InRange(result.Diagnostics.Length, 1, 40);
    }

    [Fact]
    public void Laughs_by_the_billion_are_refused_unexpanded()
    {
        var laughs = string.Join(
            '\n', Enumerable.Range(1, 9).Select(i => $"l{i}: &l{i} [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 9))}]"));

        var result = SystemFile.Read("l0: &l0 lol\n" + laughs);

        Assert.Equal(81, result.Diagnostics.Count(d => d.Message.StartsWith("aliases", StringComparison.Ordinal)));
    }
}
