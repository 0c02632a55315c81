namespace Perdure.Load;

/// <summary>
/// The endless sequence of arrivals of a load. Pure: it depends on the options alone, so a run can be planned again.
/// Not thread-safe.
/// </summary>
public sealed class ArrivalSchedule
{
    private readonly LoadOptions _options;
    private SplitMix64 _gaps;
    private SplitMix64 _requests;
    private long _sequence;
    private double _dueSeconds;

    /// <summary>Plans the load that <paramref name="options"/> describe.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public ArrivalSchedule(LoadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        // Two streams: what is asked for stays the same when the way arrivals are spread changes.
        _gaps = new SplitMix64(options.Seed);
        _requests = new SplitMix64(~options.Seed);
    }

    /// <summary>The next arrival; due times never fall.</summary>
    public Arrival Next()
    {
        _dueSeconds = _options.Arrivals switch
        {
            // The inverse of the exponential distribution; 1 - u is never 0.
            ArrivalKind.Poisson => _dueSeconds - Math.Log(1 - _gaps.NextUnit()) / _options.RatePerSecond,
            // Multiplied, not added up, so that rounding doesn't shift the rate over hours.
            _ => _sequence / _options.RatePerSecond,
        };
        var request = new LoadRequest(_sequence++, _requests.Next());
        return new Arrival(request, (long)(_dueSeconds * 1_000_000));
    }
}
