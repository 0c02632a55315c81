using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Perdure.Model;

namespace Perdure.Telemetry.Alerting.Notifying;

/// <summary>Posts messages to a webhook. What it says of failures names neither path nor token.</summary>
internal sealed class WebhookSender : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly Uri _url;
    private readonly HttpClient _http;

    public WebhookSender(NotifyModel options)
    {
        _url = options.Webhook;
        // A redirection would take the token elsewhere.
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = !_url.IsLoopback, UseCookies = false, ConnectTimeout = ConnectTimeout, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ActivityHeadersPropagator = null,
        })
        {
            Timeout = Timeout,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("Perdure");
        if (options.Token is { } token)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Posts a body; never throws but for <paramref name="cancel"/>. The answer's body is of no interest.</summary>
    public async Task<SendResult> SendAsync(byte[] body, CancellationToken cancel)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            var status = (int)answer.StatusCode;
            return answer.IsSuccessStatusCode
                ? new SendResult(true, false, "")
                : new SendResult(false, status >= 500 || answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests, string.Create(CultureInfo.InvariantCulture, $"it answered {status}"));
        }
        catch (HttpRequestException failed)
        {
            return new SendResult(false, true, failed.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => "its name is not known",
                HttpRequestError.ConnectionError => "it cannot be reached",
                HttpRequestError.SecureConnectionError => "its certificate is not trusted, or it does not speak TLS",
                var other => other.ToString(),
            });
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new SendResult(false, true, string.Create(CultureInfo.InvariantCulture, $"it did not answer within {Timeout.TotalSeconds} s"));
        }
    }

    public void Dispose() => _http.Dispose();
}
