using Microsoft.AspNetCore.Http.Features;

namespace Perdure.Gateway.Exchanges;

/// <summary>The staying of a client that there is none of: it goes when it is told to.</summary>
internal sealed class DetachedLifetime : IHttpRequestLifetimeFeature, IDisposable
{
    private readonly CancellationTokenSource _gone;

    public DetachedLifetime(CancellationToken stop, CancellationToken lost = default)
    {
        _gone = CancellationTokenSource.CreateLinkedTokenSource(stop, lost);
        RequestAborted = _gone.Token;
    }

    public CancellationToken RequestAborted { get; set; }

    public void Abort() => _gone.Cancel();

    public void Dispose() => _gone.Dispose();
}
