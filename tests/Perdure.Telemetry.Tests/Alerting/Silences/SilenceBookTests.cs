using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Telemetry.Alerting.Silences;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Alerting.Silences;

public sealed class SilenceBookTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"silences-{Guid.NewGuid():n}.json");
    private readonly SteppedClock _clock = new();

    public void Dispose() => File.Delete(_file);

    private SilenceBook Open(string? file = null) => new(file ?? _file, File.WriteAllBytes, _clock, NullLogger.Instance);

    private static ImmutableArray<LabelMatcher> Of(string text) => [LabelMatcher.Parse(text, out _)!];

    [Fact]
    public void Silence_outlasts_the_process_and_ends_by_itself()
    {
        var made = Open().Add(Of("service=~\"pay.*\""), TimeSpan.FromHours(1), "ops", "we know")!;

        var found = Assert.Single(Open().Current);
        Assert.Equal((made.Id, "ops", "we know", made.EndsAt), (found.Id, found.CreatedBy, found.Comment, found.EndsAt));
        Assert.True(found.Covers(ImmutableSortedDictionary<string, string>.Empty.Add("service", "payments")));
        Assert.False(found.Covers(ImmutableSortedDictionary<string, string>.Empty.Add("service", "catalog")));

        _clock.Step(TimeSpan.FromHours(1));
        Assert.Empty(Open().Current);
    }

    [Fact]
    public void Silence_that_is_removed_is_gone()
    {
        var book = Open();
        var made = book.Add(Of("service=a"), TimeSpan.FromHours(1), "ops", "")!;

        Assert.True(book.Remove(made.Id));
        Assert.False(book.Remove(made.Id));
        Assert.Empty(Open().Current);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[null]")]
    [InlineData("null")]
    [InlineData("[{\"id\":\"a\",\"matchers\":[\"broken\"],\"endsAt\":\"2999-01-01T00:00:00Z\"}]")]
    public void Damaged_file_silences_nothing(string text)
    {
        File.WriteAllText(_file, text);

        var book = Open();

        Assert.Empty(book.Current);
        Assert.NotNull(book.Add(Of("service=a"), TimeSpan.FromHours(1), "ops", ""));
        Assert.Single(Open().Current);
    }

    [Fact]
    public void File_that_cannot_be_written_costs_the_restart_alone()
    {
        var book = Open(Path.Combine(_file, "nowhere", "silences.json"));

        Assert.NotNull(book.Add(Of("service=a"), TimeSpan.FromHours(1), "ops", ""));
        Assert.Single(book.Current);
    }

    [Fact]
    public void Silences_are_bounded()
    {
        var book = new SilenceBook(null, File.WriteAllBytes, _clock, NullLogger.Instance);
        for (var at = 0; at < SilenceBook.SilencesMax; at++)
            Assert.NotNull(book.Add(Of("service=a"), TimeSpan.FromHours(1), "ops", ""));

        Assert.Null(book.Add(Of("service=a"), TimeSpan.FromHours(1), "ops", ""));
    }
}
