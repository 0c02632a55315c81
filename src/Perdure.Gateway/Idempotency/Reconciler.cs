using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Stages;

namespace Perdure.Gateway.Idempotency;

/// <summary>
/// Asks a service what became of a request whose outcome is not known: a GET under the client's own credentials, by the key. Thread-safe.
/// </summary>
/// <param name="path">Where, with <c>{key}</c> for the key.</param>
/// <param name="maxBody">The largest body that is kept.</param>
/// <param name="core">What all requests share.</param>
/// <param name="chain">The way to the service.</param>
internal sealed class Reconciler(string path, long maxBody, GatewayCore core, Stage chain) : ICaptureRule
{
    // Of the other request's body, of what its client has, or of its key.
    private static readonly string[] NotForIt =
    [
        "Content-Length", "Content-Type", "Content-Encoding", "Content-Language", "Content-Location", "Content-MD5", "Content-Digest", "Repr-Digest",
        "Transfer-Encoding", "Expect", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range",
    ];

    /// <summary>Asks, and waits for as long as the request may take.</summary>
    public async ValueTask<Finding> AskAsync(Exchange exchange, string key)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in exchange.Request.Headers)
            headers[name] = value;
        foreach (var name in NotForIt)
            headers.Remove(name);
        var found = new TaskCompletionSource<Finding>(TaskCreationOptions.RunContinuationsAsynchronously);
        var target = path.Replace("{key}", Uri.EscapeDataString(key), StringComparison.Ordinal);
        var tier = exchange.Tier;
        var running = core.Detached.TryRun(exchange, "GET", headers, async copy =>
        {
            copy.Target = target;
            copy.Tier = tier;
            var finding = Finding.Unknown;
            try
            {
                var outcome = await AskAsync(copy);
                finding = outcome.Finding;
                return outcome.Outcome;
            }
            finally
            {
                found.TrySetResult(finding);
            }
        });
        if (!running)
            return Finding.Unknown;
        exchange.Timer.Arm(CancelCause.RequestTimedOut, exchange.RemainingMs);
        await ((Task)found.Task).WaitAsync(exchange.Timer.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        exchange.Timer.Disarm();
        exchange.Timer.Renew();
        return found.Task.IsCompletedSuccessfully ? await found.Task : Finding.Unknown;
    }

    bool ICaptureRule.Holds(int status, IHeaderDictionary headers) => headers.ContentLength is not { } length || length <= maxBody;

    void ICaptureRule.Released()
    {
    }

    private async ValueTask<(Outcome Outcome, Finding Finding)> AskAsync(Exchange copy)
    {
        var capture = new ResponseCapture();
        capture.Begin(copy, this, maxBody, core.Cache);
        try
        {
            var outcome = await chain.RunAsync(copy);
            if (outcome.Kind == OutcomeKind.Answered)
                capture.Decide();
            capture.Leave(copy);
            // What was too large goes to nobody, but its status was heard.
            if (outcome.Problem is not null || !(outcome.Kind == OutcomeKind.Answered || capture.Passes))
                return (outcome, Finding.Unknown);
            return (outcome, Judge(outcome.Status != 0 ? outcome.Status : capture.StatusCode, capture));
        }
        finally
        {
            capture.Clear();
        }
    }

    private static Finding Judge(int status, ResponseCapture capture) => status switch
    {
        404 => Finding.NotDone,
        >= 200 and < 300 => Finding.Done(capture.Passes ? KeptAnswer.EncodeStatus(status) : KeptAnswer.Encode(status, capture.Headers, capture.Kept.Span)),
        _ => Finding.Unknown,
    };
}
