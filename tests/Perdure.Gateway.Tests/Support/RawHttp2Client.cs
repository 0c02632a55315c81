using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Perdure.Gateway.Tests.Support;

/// <summary>Speaks HTTP/2 frame by frame, so that it can send what no decent client would.</summary>
internal sealed class RawHttp2Client : IDisposable
{
    private readonly TcpClient _client = new();

    public static async Task<RawHttp2Client> ConnectAsync(IPEndPoint address)
    {
        var raw = new RawHttp2Client();
        await raw._client.ConnectAsync(address);
        await raw._client.GetStream().WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await raw.FrameAsync(4, 0, 0, []);
        return raw;
    }

    /// <summary>Sends one request on stream 1 and returns the first frame that tells its fate: <c>HEADERS</c>, <c>RST_STREAM</c>, <c>GOAWAY</c> or <c>EOF</c>.</summary>
    public async Task<string> RequestAsync(bool end, params (string Name, string Value)[] headers)
    {
        await HeadersAsync(end, headers);
        return await FateAsync();
    }

    public Task HeadersAsync(bool end, params (string Name, string Value)[] headers)
    {
        using var block = new MemoryStream();
        foreach (var (name, value) in headers)
        {
            block.WriteByte(0); // literal without indexing, new name (RFC 7541, section 6.2.2)
            Text(block, name);
            Text(block, value);
        }

        return FrameAsync(1, (byte)(4 | (end ? 1 : 0)), 1, block.ToArray());
    }

    public Task DataAsync(string data, bool end) => FrameAsync(0, (byte)(end ? 1 : 0), 1, Encoding.Latin1.GetBytes(data));

    public async Task<string> FateAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var head = new byte[9];
        try
        {
            while (true)
            {
                await _client.GetStream().ReadExactlyAsync(head, limit.Token);
                var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
                await _client.GetStream().ReadExactlyAsync(payload, limit.Token);
                switch (head[3])
                {
                    case 1: return "HEADERS";
                    case 3: return "RST_STREAM";
                    case 7: return "GOAWAY";
                }
            }
        }
        catch (IOException)
        {
            return "EOF";
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task FrameAsync(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, ((uint)payload.Length << 8) | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        await _client.GetStream().WriteAsync(frame);
    }

    private static void Text(MemoryStream to, string text)
    {
        to.WriteByte((byte)text.Length);
        to.Write(Encoding.Latin1.GetBytes(text));
    }
}
