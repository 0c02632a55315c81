using System.Globalization;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Upstreams.Http1;
using Perdure.Gateway.Upstreams.Http2;

namespace Perdure.Gateway.Upstreams;

/// <summary>
/// What one attempt brought: the head of an answer whose body is still to be relayed or thrown away, or the reason why there is none.
/// Exactly one of <see cref="RelayAsync"/> and <see cref="DiscardAsync"/> must be called on an answer.
/// </summary>
public readonly struct UpstreamAnswer
{
    // An Http1Connection or an HttpResponseMessage.
    private readonly object? _source;
    private readonly BodyContent? _content;

    internal UpstreamAnswer(Http1Connection connection)
    {
        _source = connection;
        Status = connection.Head.Status;
    }

    internal UpstreamAnswer(HttpResponseMessage response, BodyContent? content)
    {
        _source = response;
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

    /// <summary>The answer's status, 0 without one.</summary>
    public int Status { get; }

    /// <summary>The status by which the answer is judged: for gRPC the one nearest to its <c>grpc-status</c>, if the head has one.</summary>
    public int JudgedStatus => Status == 200 && _source is HttpResponseMessage ? GrpcStatus.ToHttp(FirstHeader("grpc-status")) ?? Status : Status;

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
    public ValueTask<RelayEnd> RelayAsync(Exchange exchange)
    {
        exchange.Relaying = true;
        return _source is Http1Connection connection
            ? Http1Relay.RunAsync(exchange, connection)
            : Http2Relay.RunAsync(exchange, (HttpResponseMessage)_source!, _content);
    }

    /// <summary>Throws the answer away, so that another attempt can be made.</summary>
    public async ValueTask DiscardAsync(Exchange exchange)
    {
        if (_source is Http1Connection connection)
        {
            await Http1Relay.DiscardAsync(exchange, connection);
            return;
        }

        ((HttpResponseMessage?)_source)?.Dispose();
        if (_content is not null)
            await _content.StopAsync();
    }

    private string? FirstHeader(string name)
    {
        if (_source is Http1Connection connection)
            return connection.Head.Find(name);
        if (_source is not HttpResponseMessage response || !response.Headers.NonValidated.TryGetValues(name, out var values))
            return null;
        foreach (var value in values)
            return value;
        return null;
    }
}
