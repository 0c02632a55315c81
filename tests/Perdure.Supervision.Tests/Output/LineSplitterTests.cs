using Perdure.Supervision.Output;

namespace Perdure.Supervision.Tests.Output;

public sealed class LineSplitterTests
{
    private readonly List<string> _lines = [];

    [Fact]
    public void Lines_are_found_however_the_stream_is_cut()
    {
        const string Text = "one\ntwo\r\n\nthree";
        for (var size = 1; size <= Text.Length; size++)
        {
            _lines.Clear();
            var splitter = new LineSplitter(100, _lines.Add);
            foreach (var chunk in Text.Chunk(size)) splitter.Push(chunk);
            splitter.Complete();
            Assert.Equal(["one", "two", "three"], _lines);
        }
    }

    [Fact]
    public void Line_over_the_limit_is_cut_marked_and_the_next_one_is_whole()
    {
        var splitter = new LineSplitter(5, _lines.Add);
        splitter.Push("123");
        splitter.Push("456789");
        splitter.Push(new string('x', 100_000));
        splitter.Push("\n12345\n");
        Assert.Equal(["12345" + LineSplitter.CutMark, "12345"], _lines);
    }
}
