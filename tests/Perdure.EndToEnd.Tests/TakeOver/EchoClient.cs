using System.Net.Sockets;
using System.Text;

namespace Perdure.EndToEnd.Tests.TakeOver;

/// <summary>One open conversation through the gateway, as a WebSocket is.</summary>
internal sealed class EchoClient : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client = new();

    private EchoClient()
    {
    }

    public static async Task<EchoClient> OpenAsync(Uri gateway)
    {
        var echo = new EchoClient();
        await echo._client.ConnectAsync(gateway.Host, gateway.Port);
        var request = $"GET /echo HTTP/1.1\r\nHost: {gateway.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
        await echo._client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        Assert.StartsWith("HTTP/1.1 101", await echo.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
        return echo;
    }

    /// <summary>Says something and hears it again.</summary>
    public async Task SayAsync(string text)
    {
        await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text + "\n"));
        Assert.Equal(text + "\n", await ReadUntilAsync("\n"));
    }

    public void Dispose() => _client.Dispose();

    private async Task<string> ReadUntilAsync(string mark)
    {
        using var limit = new CancellationTokenSource(Timeout, TimeProvider.System);
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith(mark, StringComparison.Ordinal))
        {
            await _client.GetStream().ReadExactlyAsync(one, limit.Token);
            text.Append((char)one[0]);
        }

        return text.ToString();
    }
}
