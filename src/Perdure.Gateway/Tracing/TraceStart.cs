using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Observing;

namespace Perdure.Gateway.Tracing;

/// <summary>Finds the trace of a request that begins. While nobody keeps traces, it is only read: the client's headers go on to the instance as they came.</summary>
internal static class TraceStart
{
    /// <summary>Takes it over or begins one, as far as somebody wants to know.</summary>
    public static void Run(Exchange exchange, TraceRules rules, TraceIds ids)
    {
        var notes = exchange.Notes;
        var headers = exchange.Request.Headers;
        TraceContext context;
        if ((notes.Interest & RequestInterest.Attempts) != 0)
        {
            var trace = exchange.NewTrace();
            trace.Begin(headers, rules, ids);
            context = trace.Context;
        }
        else if (!TraceParent.TryParse(headers.TraceParent, out context))
        {
            return;
        }

        (notes.TraceIdHigh, notes.TraceIdLow) = (context.High, context.Low);
    }

    /// <summary>Takes over the trace of a request that caused this one.</summary>
    public static void Run(Exchange exchange, Exchange cause, TraceIds ids)
    {
        exchange.Notes.Interest = cause.Notes.Interest;
        (exchange.Notes.TraceIdHigh, exchange.Notes.TraceIdLow) = (cause.Notes.TraceIdHigh, cause.Notes.TraceIdLow);
        if (cause.Trace is { } trace)
            exchange.NewTrace().Begin(trace, ids);
    }
}
