namespace Perdure.Gateway.Hosting;

/// <summary>Where a gateway is in its life.</summary>
public enum GatewayState
{
    /// <summary>Not listening yet.</summary>
    Starting,

    /// <summary>Listening and serving.</summary>
    Ready,

    /// <summary>Still serving, no longer ready: clients are told to go elsewhere, requests in flight finish.</summary>
    Draining,

    /// <summary>Another process accepts at the same addresses: connections that are still open here end one by one.</summary>
    HandedOver,

    /// <summary>No longer listening.</summary>
    Stopped,
}
