using System.Collections.Immutable;
using System.Globalization;
using Perdure.Model.Reading;
using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>retry</c> of a service.</summary>
internal static class RetryShape
{
    private static readonly Key<int> Attempts = new("attempts", Numbers.Integer(1, 10), "Attempts in total; 1 is no retry.")
    {
        Default = "3",
    };

    private static readonly Key<TimeSpan> Backoff = new(
        "backoff", Durations.Between("1ms", "1m"), "The base of the exponential back-off between attempts. At most maxBackoff.")
    {
        Default = "25ms",
    };

    private static readonly Key<TimeSpan> MaxBackoff = new(
        "maxBackoff", Durations.Between("1ms", "10m"), "The longest back-off; when not written no shorter than backoff.")
    {
        Default = "250ms",
    };

    private static readonly Key<ImmutableArray<Cause>> On = new(
        "on", new ListShape<Cause>("a list of causes and statuses", CauseShape(), 0, 100) { IsUnique = true }, "What is tried again.")
    {
        DefaultInWords = "[connect-failure, reset, timeout, 500, 502, 503, 504]",
        Otherwise = _ =>
        [
            new(RetryCauses.ConnectFailure, 0), new(RetryCauses.Reset, 0), new(RetryCauses.Timeout, 0),
            new(0, 500), new(0, 502), new(0, 503), new(0, 504),
        ],
    };

    private static readonly Key<double> Budget = new("budget", Numbers.Percentage(0), "Retries allowed per hundred requests.")
    {
        Default = "20%",
    };

    public static MappingShape<RetryModel> Shape { get; } = new([Attempts, Backoff, MaxBackoff, On, Budget], v => new RetryModel
    {
        Attempts = v.Get(Attempts),
        Backoff = Bounded.Lower(v, Backoff, MaxBackoff),
        MaxBackoff = Bounded.Upper(v, Backoff, MaxBackoff),
        Causes = v.Get(On).Aggregate(RetryCauses.None, (all, cause) => all | cause.Kind),
        Statuses = [.. v.Get(On).Where(c => c.Status != 0).Select(c => c.Status).Order()],
        Budget = v.Get(Budget),
    })
    {
        Off = () => new RetryModel { Attempts = 1, Causes = RetryCauses.None, Statuses = [] },
        Check = v => Bounded.Check(v, Backoff, MaxBackoff),
    };

    private static ScalarShape<Cause> CauseShape()
    {
        string[] names = ["connect-failure", "reset", "timeout"];
        RetryCauses[] kinds = [RetryCauses.ConnectFailure, RetryCauses.Reset, RetryCauses.Timeout];
        return new ScalarShape<Cause>(
            "connect-failure, reset, timeout or a status from 400 to 599",
            default,
            (text, _) => Array.IndexOf(names, text) is >= 0 and var at ? Parsed<Cause>.Good(new Cause(kinds[at], 0))
                : text.Length == 3 && int.TryParse(
                    text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and <= 599
                    ? Parsed<Cause>.Good(new Cause(RetryCauses.None, status))
                    : Parsed<Cause>.Misspelt(NearestName.Hint(text, names)),
            () => Scalar.Integer(400, 599, "^(connect-failure|reset|timeout|[45][0-9][0-9])$"));
    }

    /// <summary>A cause without an answer, or a status.</summary>
    private readonly record struct Cause(RetryCauses Kind, int Status);
}
