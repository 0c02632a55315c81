using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Tests.Support;
using Perdure.Gateway.Tracing;

namespace Perdure.Gateway.Tests.Tracing;

public sealed class TraceParentTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Span = "b7ad6b7169203331";

    [Theory]
    [InlineData($"00-{Trace}-{Span}-01", true)]
    [InlineData($"00-{Trace}-{Span}-00", false)]
    // Flags that level 1 does not know are no reason to refuse it.
    [InlineData($"00-{Trace}-{Span}-03", true)]
    [InlineData($"00-{Trace}-{Span}-fe", false)]
    [InlineData($" \t00-{Trace}-{Span}-01 \t", true)]
    // Versions to come: by their first fields, whatever follows.
    [InlineData($"01-{Trace}-{Span}-01", true)]
    [InlineData($"cc-{Trace}-{Span}-01-what-the-future-will-be-like", true)]
    [InlineData($"fe-{Trace}-{Span}-00-", false)]
    public void Valid_value_is_taken_over(string value, bool sampled)
    {
        Assert.True(TraceParent.TryParse(value, out var context));
        Assert.Equal(new TraceContext(0x0af7651916cd43ddUL, 0x8448eb211c80319cUL, 0xb7ad6b7169203331UL, sampled), context);
        Assert.Equal(Trace, context.TraceIdText);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData($"ff-{Trace}-{Span}-01")]
    [InlineData($"00-{Trace}-{Span}-01-more")]
    [InlineData($"00-{Trace}-{Span}-01-")]
    [InlineData($"01-{Trace}-{Span}-01.more")]
    [InlineData($"00-{Trace}-{Span}-1")]
    [InlineData($"00-{Trace}-{Span}-0g")]
    [InlineData($"0x-{Trace}-{Span}-01")]
    [InlineData($"00-{Trace}-{Span}")]
    [InlineData($"00_{Trace}_{Span}_01")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData($"00-{Trace}-0000000000000000-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-B7AD6B7169203331-01")]
    [InlineData($"00-{Trace}-{Span}-01,00-{Trace}-{Span}-01")]
    [InlineData("00-0af7651916cd43dd-8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-０af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01")]
    public void Anything_else_is_as_good_as_none(string value)
    {
        Assert.False(TraceParent.TryParse(value, out var context));
        Assert.False(context.IsValid && value.Length == TraceParent.Length && TraceParent.Format(context) == value);
    }

    [Fact]
    public void Two_headers_are_as_good_as_none()
    {
        var twice = new StringValues([$"00-{Trace}-{Span}-01", $"00-{Trace}-{Span}-01"]);

        Assert.False(TraceParent.TryParse(twice, out _));
        Assert.False(TraceParent.TryParse(StringValues.Empty, out _));
        Assert.False(TraceParent.TryParse(new StringValues((string?)null), out _));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var random = new Random(7);
        for (var i = 0; i < 1_000; i++)
        {
            var context = new TraceContext((ulong)random.NextInt64(), (ulong)random.NextInt64() | 1, (ulong)random.NextInt64(long.MinValue, long.MaxValue) | 1, i % 2 == 0);
            Assert.True(TraceParent.TryParse(TraceParent.Format(context), out var read));
            Assert.Equal(context, read);
        }
    }

    [Fact]
    public void Hostile_values_are_refused_without_a_fault()
    {
        var random = new Random(11);
        for (var i = 0; i < 20_000; i++)
        {
            var value = TraceParent.Format(new TraceContext(1, 2, 3, true)).ToCharArray();
            for (var change = random.Next(1, 4); change > 0; change--)
                value[random.Next(value.Length)] = (char)random.Next(0, 256);
            var text = new string(value)[..random.Next(value.Length + 1)];
            if (TraceParent.TryParse(text, out var context))
                Assert.True(context.IsValid, text);
        }
    }

    [Fact]
    public void Reading_and_writing_allocate_nothing()
    {
        var header = new StringValues($"00-{Trace}-{Span}-01");
        var to = new byte[TraceParent.Length];
        Run(100);
        Assert.Equal(0, Allocations.LeastOf(() => Run(1_000)));

        void Run(int times)
        {
            for (; times > 0; times--)
            {
                TraceParent.TryParse(header, out var context);
                TraceParent.Write(context, to);
            }
        }
    }
}
