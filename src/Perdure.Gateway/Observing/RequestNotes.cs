using Perdure.Gateway.Planning;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Observing;

/// <summary>What is noted of a request on its way, in plain fields, for whoever is told of its end. Belongs to an exchange; not thread-safe.</summary>
public sealed class RequestNotes
{
    private long _bytesOutBefore;

    /// <summary>What is wanted of the request, as it was said when it began.</summary>
    public RequestInterest Interest { get; internal set; }

    /// <summary>The instance of the last attempt, or null.</summary>
    public Instance? Instance { get; private set; }

    /// <summary>The service of that instance: of a fallback perhaps, and not the route's; or null.</summary>
    public ServiceRuntime? AskedService { get; private set; }

    /// <summary>How often it was tried to send the request to an instance, second copies included.</summary>
    public int Attempts { get; private set; }

    /// <summary>How many of them were second copies.</summary>
    public int Hedges { get; private set; }

    /// <summary>How many of them were tries after another one had failed.</summary>
    public int Retries => Math.Max(0, Attempts - Hedges - 1);

    /// <summary>When the head of the client's answer was there, on the exchange's clock; 0 when it was only there with the whole answer.</summary>
    public long FirstByteUs { get; internal set; }

    /// <summary>Bytes of the answer's body, or of what came after an upgrade, handed on to the client.</summary>
    public long BytesOut { get; internal set; }

    /// <summary>Bytes from the client after an upgrade; those of a request's body are counted by it.</summary>
    public long UpgradedBytesIn { get; internal set; }

    /// <summary>The trace of the request, the upper half of its 16 bytes; 0 with <see cref="TraceIdLow"/> when it is of none.</summary>
    public ulong TraceIdHigh { get; internal set; }

    /// <summary>The lower half.</summary>
    public ulong TraceIdLow { get; internal set; }

    internal void Begin()
    {
        Interest = RequestInterest.None;
        Instance = null;
        AskedService = null;
        Attempts = Hedges = 0;
        FirstByteUs = BytesOut = UpgradedBytesIn = 0;
        TraceIdHigh = TraceIdLow = 0;
    }

    internal void End()
    {
        Instance = null;
        AskedService = null;
    }

    internal void OnAttempt(ServiceRuntime service, Instance instance, bool hedged)
    {
        AskedService = service;
        Instance = instance;
        Attempts += hedged ? 2 : 1;
        Hedges += hedged ? 1 : 0;
    }

    /// <summary>From here on what is written may be kept back.</summary>
    internal void BeginCapture() => _bytesOutBefore = BytesOut;

    /// <summary>It was: the client has had nothing of it.</summary>
    internal void CaptureKept()
    {
        BytesOut = _bytesOutBefore;
        FirstByteUs = 0;
    }
}
