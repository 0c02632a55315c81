using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Perdure.Gateway.Tests.Support;

/// <summary>Sends bytes and reads what comes back until the other side closes or a mark is seen.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _client = new();

    private RawClient()
    {
    }

    public NetworkStream Stream => _client.GetStream();

    public static async Task<RawClient> ConnectAsync(IPEndPoint address)
    {
        var raw = new RawClient();
        await raw._client.ConnectAsync(address);
        return raw;
    }

    /// <summary>Sends a request and returns all that is answered until the connection closes.</summary>
    public static async Task<string> ExchangeAsync(IPEndPoint address, string request)
    {
        using var raw = await ConnectAsync(address);
        await raw.SendAsync(request);
        return await raw.ReadToEndAsync();
    }

    public async Task SendAsync(string bytes) => await Stream.WriteAsync(Encoding.Latin1.GetBytes(bytes));

    /// <summary>Reads until the text contains <paramref name="mark"/>.</summary>
    public async Task<string> ReadUntilAsync(string mark)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains(mark, StringComparison.Ordinal))
        {
            var read = await Stream.ReadAsync(buffer, limit.Token);
            if (read == 0)
                throw new EndOfStreamException($"closed before '{mark}' came; got: {text}");
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    /// <summary>Reads until the other side closes; a reset counts as the end.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await Stream.ReadAsync(buffer, limit.Token)) > 0)
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
        }

        return text.ToString();
    }

    public void Dispose() => _client.Dispose();
}
