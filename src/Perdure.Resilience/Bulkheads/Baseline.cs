namespace Perdure.Resilience.Bulkheads;

/// <summary>The mean latency of a service without queueing, from windows of live traffic. Not thread-safe.</summary>
internal struct Baseline
{
    private const double Follow = 0.2;
    private const double FollowDown = 0.1;
    private const double FarBelow = 0.75;
    private const double FollowFarDown = 0.6;

    // How much fewer must be in flight before two latencies are compared, and the slope (1: all queueing, 0: none) between the two.
    private const double Fewer = 0.8;
    private const double Same = 0.9;
    private const double QueueingSlope = 0.5;
    private const double FlatSlope = 0.3;
    private const double StrangeSlope = -0.5;

    private double _referenceUs;
    private double _referenceInFlight;
    private bool _provisional;

    /// <summary>The latency in µs, 0 while it is not known.</summary>
    internal double Us { get; private set; }

    /// <summary>Takes a window into account. <paramref name="few"/>: so few in flight that nothing will have queued.</summary>
    internal BaselineStep Learn(double meanUs, double inFlight, bool few)
    {
        if (Us == 0)
        {
            Us = meanUs;
            _provisional = !few;
            Refer(meanUs, inFlight);
            return few ? BaselineStep.None : BaselineStep.GoLower;
        }
        if (few)
        {
            Us = _provisional ? meanUs : Us + (Follow * (meanUs - Us));
            _provisional = false;
            return BaselineStep.None;
        }
        if (_provisional) return FindFirst(meanUs, inFlight);
        if (meanUs < Us) Us += (meanUs < FarBelow * Us ? FollowFarDown : FollowDown) * (meanUs - Us);
        return BaselineStep.None;
    }

    /// <summary>
    /// Watches what fewer in flight do to the latency while there seems to be a queue: if nothing, there is none, and the service has become slower.
    /// </summary>
    internal void Watch(double meanUs, double inFlight, bool queueing)
    {
        if (!queueing)
        {
            _referenceUs = 0;
            return;
        }
        // Of about as many in flight the last window is what to compare with: the service may be changing.
        if (_referenceUs == 0 || inFlight > Same * _referenceInFlight) Refer(meanUs, inFlight);
        if (inFlight > Fewer * _referenceInFlight) return;
        var slope = Slope(meanUs, inFlight);
        if (slope is < FlatSlope and > StrangeSlope) Us = meanUs;
        Refer(meanUs, inFlight);
    }

    // Nothing but full load so far: go down until fewer in flight take less time no more.
    private BaselineStep FindFirst(double meanUs, double inFlight)
    {
        if (inFlight > Fewer * _referenceInFlight) return BaselineStep.None;
        Us = Math.Min(Us, meanUs);
        if (Slope(meanUs, inFlight) < QueueingSlope)
        {
            _provisional = false;
            return BaselineStep.None;
        }
        Refer(meanUs, inFlight);
        return BaselineStep.GoLower;
    }

    private readonly double Slope(double meanUs, double inFlight) => Math.Log(meanUs / _referenceUs) / Math.Log(inFlight / _referenceInFlight);

    private void Refer(double meanUs, double inFlight) => (_referenceUs, _referenceInFlight) = (meanUs, inFlight);
}
