using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Stages;

/// <summary>Says what was wrong with a client's body.</summary>
internal static class ClientFaults
{
    /// <summary>How a request ended whose body could not be read.</summary>
    public static Outcome Explain(Exchange exchange) =>
        exchange.Timer.Cause == CancelCause.ClientGone ? Outcome.ClientGone : Outcome.Failed(OutcomeKind.BadRequest, Of(exchange));

    public static Problem Of(Exchange exchange) => exchange.Body.ClientFault switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problems.BodyTooLarge,
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => Problems.BodyTooSlow,
        BadHttpRequestException => Problems.BadBody,
        _ when exchange.Timer.Cause == CancelCause.ClientSlow => Problems.BodyTooSlow,
        _ => Problems.BadBody,
    };
}
