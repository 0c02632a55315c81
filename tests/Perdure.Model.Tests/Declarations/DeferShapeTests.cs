namespace Perdure.Model.Tests.Declarations;

public sealed class DeferShapeTests
{
    private const string Queues = "\nqueues: { later: {}, mail: {} }";

    [Fact]
    public void Defer_reads_as_written()
    {
        var model = SystemFile.Model(SystemFile.WithRouteKey(
            "defer: { when: always, queue: later, orderBy: \"header:X-Account\", maxBody: 64KiB, concurrency: 9 }") + Queues);

        Assert.Equal(
            new DeferModel { When = DeferWhen.Always, Queue = "later", OrderBy = "X-Account", MaxBody = 65_536, Concurrency = 9 }, model.Routes[0].Defer);
    }

    [Fact]
    public void Defer_has_defaults() =>
        Assert.Equal(new DeferModel { Queue = "later" }, SystemFile.Model(SystemFile.WithRouteKey("defer: { queue: later }") + Queues).Routes[0].Defer);

    [Theory]
    [InlineData("defer: {}", "defer.queue: expected a name")]
    [InlineData("defer: { queue: latr }", "defer.queue: expected the name of a queue, found \"latr\"; did you mean later?")]
    [InlineData("defer: { queue: later, orderBy: X-Account }", "defer.orderBy: expected header:NAME, found \"X-Account\"; write header:X-Account")]
    [InlineData("defer: { queue: later, maxBody: 2MiB }", "defer.maxBody: expected a size from 1KiB to 1MiB")]
    [InlineData("defer: { queue: later, concurrency: 0 }", "defer.concurrency: expected an integer from 1 to 100")]
    [InlineData("defer: { queue: later, when: sometimes }", "defer.when: expected")]
    public void Wrong_ones_are_told(string key, string expected)
    {
        var told = Assert.Single(SystemFile.Read(SystemFile.WithRouteKey(key) + Queues).Diagnostics).ToString();
        Assert.Contains(expected, told, StringComparison.Ordinal);
    }

    [Fact]
    public void Queue_that_is_not_declared_anywhere_is_told_with_how_to_declare_it()
    {
        var told = Assert.Single(SystemFile.Read(SystemFile.WithRouteKey("defer: { queue: later }")).Diagnostics).ToString();
        Assert.Contains("declare it: queues: { later: {} }", told, StringComparison.Ordinal);
    }
}
