using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Perdure.Client.Tests.Support;

/// <summary>Answers in place of all nodes, and remembers what was asked of whom.</summary>
internal sealed class FakeNodes(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    public FakeNodes(Func<HttpRequestMessage, HttpResponseMessage> answer)
        : this((request, _) => Task.FromResult(answer(request)))
    {
    }

    public ConcurrentQueue<string> Asked { get; } = new();

    public ConcurrentQueue<AuthenticationHeaderValue?> Tokens { get; } = new();

    public static HttpResponseMessage Json(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Problem(int status, string type) => new((HttpStatusCode)status)
    {
        Content = new StringContent(
            $$"""{"type":"urn:perdure:problem:{{type}}","title":"t","detail":"what to do"}""", Encoding.UTF8, "application/problem+json"),
    };

    public static HttpRequestException Refused() => new(HttpRequestError.ConnectionError, "connection refused");

    public static HttpRequestException Broken() => new(HttpRequestError.ResponseEnded, "the response ended");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Enqueue($"{request.Method} {request.RequestUri!.Host}");
        Tokens.Enqueue(request.Headers.Authorization);
        return answer(request, cancellationToken);
    }
}
