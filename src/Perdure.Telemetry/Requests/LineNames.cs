using System.Text;
using Perdure.Gateway.Deferral;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Metering;
using Perdure.Model;

namespace Perdure.Telemetry.Requests;

/// <summary>The words that lines share with the metrics.</summary>
internal static class LineNames
{
    private static readonly byte[][] s_tiers = [.. MeterNames<Tier>.All.Select(Encoding.ASCII.GetBytes)];
    private static readonly byte[][] s_results = [.. MeterNames<RequestResult>.All.Select(Encoding.ASCII.GetBytes)];

    /// <summary>The tier.</summary>
    public static ReadOnlySpan<byte> TierOf(in RequestRecord record) => s_tiers[(int)record.Tier];

    /// <summary>How it ended, as the metrics count it: by outcome with a route, by reason without one.</summary>
    public static ReadOnlySpan<byte> OutcomeOf(in RequestRecord record) => record.Kind switch
    {
        OutcomeKind.NoRoute when record.Route is null => "no-route"u8,
        OutcomeKind.BadRequest when record.Route is null => "malformed"u8,
        _ => s_results[(int)record.Result],
    };

    /// <summary>
    /// The path, or the whole target if the query is wanted. What comes before the path of an absolute one is left out: it may hold a password; and so is the right to
    /// ask for a deferred request's answer.
    /// </summary>
    public static ReadOnlySpan<char> PathOf(string target, bool query)
    {
        var path = target.AsSpan();
        if (!path.StartsWith('/'))
        {
            var from = path.IndexOf("://", StringComparison.Ordinal);
            if (from < 0)
                path = path[(path.LastIndexOf('@') + 1)..];
            else if (path[(from + 3)..].IndexOfAny('/', '?') is var end and >= 0 && path[from + 3 + end] == '/')
                path = path[(from + 3 + end)..];
            else
                path = "/";
        }

        var mark = query ? -1 : path.IndexOf('?');
        return DeferredPath.WithoutSecret(mark < 0 ? path : path[..mark]);
    }
}
