using System.Net;
using System.Text;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Metering;
using Perdure.Model;
using Perdure.Telemetry.Requests;

namespace Perdure.Telemetry.Tests.Support;

/// <summary>Records of requests that never were.</summary>
internal static class Records
{
    public static RequestRecord Of(string id = "0123456789abcdef", string target = "/a?b=c", string? userAgent = "tests/1.0", string? host = "shop.test", int status = 200, string? route = "all") => new()
    {
        At = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(1_234_560),
        RequestId = id,
        Client = IPAddress.Loopback,
        Method = "GET",
        Target = target,
        Protocol = "HTTP/1.1",
        Host = host,
        UserAgent = userAgent,
        Route = route,
        Service = route is null ? null : "catalog",
        Instance = "catalog-1",
        Zone = "eu-a",
        DurationUs = 12_340,
        FirstByteUs = 9_000,
        BytesIn = 3,
        BytesOut = 500,
        Status = status,
        GrpcStatus = -1,
        Attempts = 2,
        Retries = 1,
        Kind = OutcomeKind.Answered,
        Result = RequestResult.Good,
        Tier = Tier.Standard,
    };

    public static string Json(in RequestRecord record, bool query = false)
    {
        var line = new LineBuffer();
        new JsonLine().Write(line, record, query);
        return Encoding.UTF8.GetString(line.Written);
    }

    public static string Text(in RequestRecord record, bool query = false)
    {
        var line = new LineBuffer();
        new TextLine().Write(line, record, query);
        return Encoding.UTF8.GetString(line.Written);
    }
}
