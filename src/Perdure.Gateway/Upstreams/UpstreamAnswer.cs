using System.Globalization;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Upstreams;

/// <summary>
/// What one attempt brought: the head of an answer whose body is still to be relayed or thrown away, or the reason why there is none.
/// Exactly one of <see cref="RelayAsync"/> and <see cref="DiscardAsync"/> must be called on an answer.
/// </summary>
public readonly struct UpstreamAnswer
{
    private readonly HttpResponseMessage? _response;
    private readonly BodyContent? _content;

    internal UpstreamAnswer(HttpResponseMessage response, BodyContent? content)
    {
        _response = response;
        _content = content;
        Status = (int)response.StatusCode;
    }

    internal UpstreamAnswer(UpstreamFault fault, string? proxyError)
    {
        Fault = fault;
        ProxyError = proxyError;
    }

    /// <summary>Why there is no answer; <see cref="UpstreamFault.None"/> when there is one.</summary>
    public UpstreamFault Fault { get; }

    /// <summary>The error type of RFC 9209 that says so.</summary>
    public string? ProxyError { get; }

    /// <summary>The answer's status, 0 without one. A gRPC answer that carries only trailers has the HTTP status nearest to its own.</summary>
    public int Status { get; }

    /// <summary>The status by which the answer is judged: for gRPC the one nearest to its <c>grpc-status</c>, if the head has one.</summary>
    public int JudgedStatus => _response is null || Status != 200 ? Status : GrpcStatus.ToHttp(FirstHeader("grpc-status")) ?? Status;

    /// <summary>Whether the answer switches the connection to another protocol.</summary>
    public bool IsSwitch => Status == 101;

    /// <summary>The instance's wish to be left alone for so long, or null. A date is read against <paramref name="now"/>.</summary>
    public long? RetryAfterMs(DateTimeOffset now)
    {
        if (FirstHeader("Retry-After") is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return Math.Min(seconds, int.MaxValue) * 1000;
        return DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? Math.Max(0, (long)(date - now).TotalMilliseconds)
            : null;
    }

    /// <summary>Hands the answer on to the client, to its end.</summary>
    public ValueTask<RelayEnd> RelayAsync(Exchange exchange) => ResponseRelay.RunAsync(exchange, _response!, _content);

    /// <summary>Throws the answer away, so that another attempt can be made.</summary>
    public async ValueTask DiscardAsync()
    {
        _response?.Dispose();
        if (_content is not null)
            await _content.StopAsync();
    }

    private string? FirstHeader(string name)
    {
        if (_response is null || !_response.Headers.NonValidated.TryGetValues(name, out var values))
            return null;
        foreach (var value in values)
            return value;
        return null;
    }
}
