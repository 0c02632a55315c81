using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Perdure.EndToEnd.Tests.Telemetry;

/// <summary>As much of an IRC server (RFC 2812) as a bot needs that joins a channel and says something there.</summary>
internal sealed class IrcServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _said = new();
    private readonly ConcurrentBag<string> _joined = [];
    private readonly Task _loop;

    public IrcServer()
    {
        _listener.Start();
        _loop = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What was said in channels: the channel, a space and the text.</summary>
    public IReadOnlyList<string> Said => [.. _said];

    /// <summary>Channels that somebody has joined.</summary>
    public IReadOnlyCollection<string> Joined => _joined;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await ServeAsync(client.GetStream());
            }
        }
        catch (Exception over) when (over is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The test is over, or the bot has gone.
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\r\n" };
        var nick = "bot";
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var words = line.Split(' ', 3);
            switch (words)
            {
                case ["NICK", var name, ..]:
                    nick = name.TrimStart(':');
                    break;
                case ["USER", ..]:
                    await writer.WriteLineAsync($":irc.test 001 {nick} :welcome");
                    break;
                case ["PING", var token, ..]:
                    await writer.WriteLineAsync($":irc.test PONG irc.test {token}");
                    break;
                case ["JOIN", var channel, ..]:
                    await writer.WriteLineAsync($":{nick}!bot@127.0.0.1 JOIN {channel}");
                    await writer.WriteLineAsync($":irc.test 366 {nick} {channel} :end of names");
                    _joined.Add(channel.TrimStart(':'));
                    break;
                case ["NOTICE" or "PRIVMSG", var channel, var text] when channel.StartsWith('#'):
                    _said.Enqueue($"{channel} {text.TrimStart(':')}");
                    break;
            }
        }
    }
}
