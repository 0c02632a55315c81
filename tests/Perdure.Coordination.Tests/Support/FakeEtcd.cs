using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Perdure.Coordination.Etcd.Protocol;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Support;

/// <summary>
/// An etcd that answers what a test tells it to: for what a real one does only once in a blue moon. It accepts the marker of the system
/// "shop" unless told otherwise.
/// </summary>
internal sealed class FakeEtcd : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, int> _calls = new();

    private FakeEtcd(WebApplication app) => _app = app;

    /// <summary>What it says its version is.</summary>
    public string Version { get; set; } = "3.5.9";

    public ResponseHeader Header { get; set; } = new() { ClusterId = 7, MemberId = 1, Revision = 5, RaftTerm = 3 };

    /// <summary>Answers a method such as <c>KV/Put</c>: a message, or null for what it does by itself.</summary>
    public Func<string, byte[], object?> Answer { get; set; } = (_, _) => null;

    public Uri Address => new(_app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<FakeEtcd> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        var fake = new FakeEtcd(app);
        app.Run(fake.ServeAsync);
        await app.StartAsync();
        return fake;
    }

    /// <summary>How often a method was called.</summary>
    public int Calls(string method) => _calls.GetValueOrDefault(method);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext http)
    {
        var method = http.Request.Path.Value!.Replace("/etcdserverpb.", "", StringComparison.Ordinal);
        _calls.AddOrUpdate(method, 1, (_, before) => before + 1);
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var answer = Answer(method, body.ToArray()[5..]) ?? Usual(method);
        http.Response.ContentType = "application/grpc";
        switch (answer)
        {
            case (int status, string text):
                // As etcd does it: the status is among the headers, and there is no body.
                http.Response.Headers["grpc-status"] = status.ToString();
                http.Response.Headers["grpc-message"] = Uri.EscapeDataString(text);
                break;
            case HttpStatusCode code:
                // As a proxy before it answers.
                http.Response.StatusCode = (int)code;
                http.Response.ContentType = "text/html";
                break;
            case Task hang:
                await hang.WaitAsync(http.RequestAborted);
                http.Abort();
                break;
            case IMessage message:
                var bytes = new byte[5 + message.CalculateSize()];
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), bytes.Length - 5);
                message.WriteTo(bytes.AsSpan(5));
                await http.Response.Body.WriteAsync(bytes);
                http.Response.AppendTrailer("grpc-status", "0");
                break;
        }
    }

    private object Usual(string method)
    {
        var header = Header;
        switch (method)
        {
            case "Maintenance/Status":
                return new StatusResponse { Header = header, Version = Version };
            case "KV/Range":
                var range = new RangeResponse { Header = header };
                range.Kvs.Add(new KeyValue { Key = ByteString.CopyFromUtf8("/x/perdure"), Value = ByteString.CopyFrom(new StoreMarker("shop", 1).ToBytes()), CreateRevision = 2, ModRevision = 2, Version = 1 });
                return range;
            case "KV/Put":
                return new PutResponse { Header = header };
            case "Lease/LeaseKeepAlive":
                return new LeaseKeepAliveResponse { Header = header, ID = 1, TTL = 10 };
            default:
                return (12, "unknown service");
        }
    }
}
