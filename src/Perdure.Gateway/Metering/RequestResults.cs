using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Metering;

/// <summary>How the ends of requests are counted.</summary>
public static class RequestResults
{
    /// <summary>How a request counts that ended like this.</summary>
    public static RequestResult Of(in Outcome outcome) => outcome.Kind switch
    {
        OutcomeKind.ClientGone => RequestResult.ClientGone,
        OutcomeKind.Degraded when outcome.Status < 500 => RequestResult.Degraded,
        OutcomeKind.Shed => RequestResult.Shed,
        OutcomeKind.Limited or OutcomeKind.FlaggedOff or OutcomeKind.NotCached or OutcomeKind.KeyRefused or OutcomeKind.NotDurable => RequestResult.HeldBack,
        OutcomeKind.CutShort => RequestResult.Failed,
        _ => outcome.Status >= 500 ? RequestResult.Failed : RequestResult.Good,
    };
}
