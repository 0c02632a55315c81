using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Stages;

/// <summary>Reads a short body from the client before anybody is kept waiting for it.</summary>
internal static class BodyFill
{
    /// <summary>Reads it, if it has not been; false when the client or its time was at fault.</summary>
    public static async ValueTask<bool> RunAsync(Exchange exchange)
    {
        if (exchange.Body.Ended)
            return true;
        // What is armed after the last piece is the time of an attempt.
        exchange.AttemptLimitMs = exchange.Service.AttemptMs;
        try
        {
            await exchange.Body.FillAsync(exchange);
            return true;
        }
        catch (Exception) when (exchange.Body.ClientFault is not null || exchange.Timer.Cause != CancelCause.None)
        {
            return false;
        }
    }
}
