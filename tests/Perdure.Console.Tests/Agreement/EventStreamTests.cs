using System.Net;
using System.Text.Json;
using Perdure.Console.Agreement;
using Perdure.Console.Tests.Support;
using Node = Perdure.Console.Tests.Support.Agreement;

namespace Perdure.Console.Tests.Agreement;

public sealed class EventStreamTests
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Stream_tells_who_leads_now_and_then_each_change()
    {
        await using var node = await Node.StartAsync();
        using var stream = await OpenAsync(node, "elections/billing");

        var nobody = await EventAsync(stream);
        var leader = await node.CampaignAsync("billing", "a");
        var somebody = await EventAsync(stream);

        Assert.Equal(("0", "leader"), (nobody.Id, nobody.Name));
        Assert.Equal(JsonValueKind.Null, nobody.Data.GetProperty("leader").ValueKind);
        Assert.Equal(leader.GetProperty("token").ToString(), somebody.Id);
        Assert.Equal("a", somebody.Data.GetProperty("leader").GetProperty("candidate").GetString());
    }

    [Fact]
    public async Task Reader_that_comes_back_is_not_told_again_what_it_knows()
    {
        await using var node = await Node.StartAsync();
        var first = await node.CampaignAsync("billing", "a");
        var second = await node.CampaignAsync("billing", "b");
        using var stream = await OpenAsync(node, "elections/billing", first.GetProperty("token").ToString());

        using var resigned = await node.SendAsync(
            "POST", "elections/billing/resign", $$"""{"lease":"{{first.GetProperty("lease")}}"}""");

        Assert.Equal(second.GetProperty("token").ToString(), (await EventAsync(stream)).Id);
    }

    [Fact]
    public async Task Stream_on_which_nothing_happens_beats()
    {
        await using var node = await Node.StartAsync(new AgreementLimits { Heartbeat = TimeSpan.FromMilliseconds(20) });
        using var stream = await OpenAsync(node, "elections/billing");
        await EventAsync(stream);

        for (var beats = 0; beats < 2;)
        {
            if (await stream.ReadLineAsync().WaitAsync(Late, TimeProvider.System) == ":")
                beats++;
        }
    }

    [Fact]
    public async Task Stream_ends_when_what_let_its_reader_in_does_so_no_more()
    {
        await using var node = await Node.StartAsync(new AgreementLimits { Heartbeat = TimeSpan.FromMilliseconds(20) });
        using var stream = await OpenAsync(node, "elections/billing");
        await EventAsync(stream);

        node.Server.UpdateTokens(AdminApi.AllRoles);

        // It ends with its next beat; how many were on their way by then nobody knows.
        using var patience = new CancellationTokenSource(Late);
        while (await stream.ReadLineAsync(patience.Token) is not null)
        {
        }
    }

    private static async Task<StreamReader> OpenAsync(Node node, string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, node.Url(path));
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var response = await node.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    private static async Task<(string Id, string Name, JsonElement Data)> EventAsync(StreamReader stream)
    {
        var fields = new Dictionary<string, string>();
        while (await stream.ReadLineAsync().WaitAsync(Late, TimeProvider.System) is { } line)
        {
            if (line.Length == 0 && fields.ContainsKey("data"))
                return (fields["id"], fields["event"], JsonElement.Parse(fields["data"]));
            if (line.Length > 0 && line[0] != ':')
                fields[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..];
        }

        throw new EndOfStreamException("the stream ended before an event");
    }
}
