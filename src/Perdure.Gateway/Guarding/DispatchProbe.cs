using System.Net;
using System.Net.Sockets;
using Perdure.Gateway.Hosting;
using Perdure.Resilience.Guarding;

namespace Perdure.Gateway.Guarding;

/// <summary>
/// Measures how long this process takes to turn to something that is there for it to read: every 50 ms a byte is sent to the process itself, through
/// one of a few connections over loopback, and read like a request, on a thread of the same kind. Several connections, because the runtime spreads
/// connections over its polling threads, and each has its own backlog. Costs a request nothing, and nothing at all while it is not
/// <see cref="Enabled"/>. Thread-safe.
/// </summary>
internal sealed class DispatchProbe : IDisposable
{
    private const int MostLinks = 8;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly MonotonicClock _clock;
    private readonly ProbeLink[] _links;
    private readonly ITimer _timer;
    private LagTotal _lags;
    private int _next;
    private bool _enabled;

    /// <summary>Opens the connections.</summary>
    /// <exception cref="SocketException">They can't be opened.</exception>
    public DispatchProbe(MonotonicClock clock, TimeProvider time)
    {
        _clock = clock;
        _links = new ProbeLink[Math.Min(Environment.ProcessorCount, MostLinks)];
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(MostLinks);
        for (var at = 0; at < _links.Length; at++)
            _links[at] = new ProbeLink(listener, OnArrived);
        _timer = time.CreateTimer(static state => ((DispatchProbe)state!).Send(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether bytes are sent.</summary>
    public bool Enabled
    {
        get => Volatile.Read(ref _enabled);
        set
        {
            if (value == Enabled)
                return;
            Volatile.Write(ref _enabled, value);
            _timer.Change(value ? Every : Timeout.InfiniteTimeSpan, value ? Every : Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>
    /// The lags of the bytes that were read since the last call. One that should have been read by now counts too, with its age: it is as late as that
    /// at least, and in the worst case nothing is read at all.
    /// </summary>
    public LagTotal Take()
    {
        lock (_lock)
        {
            var lags = _lags;
            _lags = default;
            var nowUs = _clock.NowUs;
            foreach (var link in _links)
            {
                if (link.SentUs is { } sentUs && nowUs - sentUs > Every.TotalMicroseconds)
                    lags = lags.Plus(new LagTotal(nowUs - sentUs, 1));
            }

            return lags;
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        foreach (var link in _links)
            link.Dispose();
    }

    // One at a time on each connection: a second byte would only wait behind the first.
    private void Send()
    {
        lock (_lock)
        {
            for (var tried = 0; tried < _links.Length; tried++)
            {
                var link = _links[_next++ % _links.Length];
                if (link.SentUs is null)
                {
                    link.Send(_clock.NowUs);
                    return;
                }
            }
        }
    }

    private void OnArrived(ProbeLink link)
    {
        var nowUs = _clock.NowUs;
        lock (_lock)
        {
            if (link.SentUs is { } sentUs)
                _lags = _lags.Plus(new LagTotal(nowUs - sentUs, 1));
            link.SentUs = null;
        }
    }
}
