using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Tracing;

/// <summary>The context as it goes to an instance: in the span of the attempt that carries it.</summary>
internal static class TraceHeaders
{
    /// <summary>Whether a client's header stops here because the gateway's own takes its place.</summary>
    public static bool Replaces(string name) =>
        (name.Length == 11 && name.Equals(TraceParent.Header, StringComparison.OrdinalIgnoreCase))
        || (name.Length == 10 && name.Equals(TraceState.Header, StringComparison.OrdinalIgnoreCase));

    /// <summary>What an instance is given as its parent.</summary>
    public static TraceContext ParentOf(Exchange exchange, RequestTrace trace) =>
        exchange.Attempt is { } attempt ? trace.For(attempt) : trace.Context;
}
