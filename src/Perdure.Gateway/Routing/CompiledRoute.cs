using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Deferral;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Stages;
using Perdure.Model;

namespace Perdure.Gateway.Routing;

/// <summary>One route, ready to be matched, with the chain of stages that serves it. Immutable, thread-safe.</summary>
public sealed class CompiledRoute
{
    private readonly string _path;
    private readonly bool _isPrefix;
    private readonly ImmutableArray<string> _methods;
    private readonly string? _host;
    private readonly string? _hostSuffix;
    private readonly ImmutableArray<KeyValuePair<string, string>> _headers;
    private readonly ImmutableArray<KeyValuePair<string, string>> _query;

    internal CompiledRoute(RouteModel model, ServiceRuntime service, RouteRuntime runtime, Stage chain)
    {
        Name = model.Name;
        Path = model.Match.Path;
        Service = service;
        Runtime = runtime;
        Chain = chain;
        Tier = model.Tier;
        _isPrefix = model.Match.Path.EndsWith('*');
        _path = _isPrefix ? model.Match.Path[..^1] : model.Match.Path;
        _methods = model.Match.Methods;
        if (model.Match.Host is { } host)
        {
            _hostSuffix = host.StartsWith("*.", StringComparison.Ordinal) ? host[1..] : null;
            _host = host;
        }

        _headers = [.. model.Match.Headers];
        _query = [.. model.Match.Query];
    }

    /// <summary>The route's name in the system file.</summary>
    public string Name { get; }

    /// <summary>The paths that it matches, as the system file says.</summary>
    public string Path { get; }

    /// <summary>The service it leads to.</summary>
    public ServiceRuntime Service { get; }

    /// <summary>The live state that outlasts reloads.</summary>
    public RouteRuntime Runtime { get; }

    /// <summary>How much its requests matter unless a trusted proxy says otherwise.</summary>
    public Tier Tier { get; }

    /// <summary>The stages, composed when the plan was compiled.</summary>
    internal Stage Chain { get; }

    /// <summary>How it accepts requests to be sent later; null when it does not.</summary>
    internal RouteDeferral? Deferral { get; init; }

    /// <summary>Whether the request is this route's.</summary>
    public bool Matches(Exchange exchange)
    {
        var request = exchange.Request;
        var path = request.Path.AsSpan();
        if (_isPrefix ? !path.StartsWith(_path, StringComparison.Ordinal) : !path.SequenceEqual(_path))
            return false;
        if (!_methods.IsDefaultOrEmpty && !_methods.Contains(request.Method))
            return false;
        if (_host is not null && !MatchesHost(request.Headers.Host.ToString()))
            return false;
        return MatchesHeaders(request.Headers) && MatchesQuery(request.QueryString);
    }

    private bool MatchesHost(string header)
    {
        var host = new HostString(header).Host;
        return _hostSuffix is { } suffix
            ? host.Length > suffix.Length && host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
            : host.Equals(_host, StringComparison.OrdinalIgnoreCase);
    }

    private bool MatchesHeaders(IHeaderDictionary headers)
    {
        foreach (var (name, wanted) in _headers)
        {
            if (!headers.TryGetValue(name, out var value) || (wanted != "*" && !value.ToString().Equals(wanted, StringComparison.Ordinal)))
                return false;
        }

        return true;
    }

    private bool MatchesQuery(string query)
    {
        if (_query.IsEmpty)
            return true;
        var parsed = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query);
        foreach (var (name, wanted) in _query)
        {
            if (!parsed.TryGetValue(name, out var value) || (wanted != "*" && !value.ToString().Equals(wanted, StringComparison.Ordinal)))
                return false;
        }

        return true;
    }
}
