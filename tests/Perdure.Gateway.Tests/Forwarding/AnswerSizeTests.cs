using System.Net;
using Perdure.Gateway.Tests.Support;

namespace Perdure.Gateway.Tests.Forwarding;

public sealed class AnswerSizeTests
{
    public static TheoryData<int, bool> Sizes()
    {
        var data = new TheoryData<int, bool>();
        foreach (var size in new[] { 0, 1, 4096, 16_383, 16_384, 16_385, 50_000, 65_536, 1_000_003 })
        {
            data.Add(size, true);
            data.Add(size, false);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Answer_of_any_size_arrives_whole_and_leaves_the_connection_usable(int size, bool declared)
    {
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            if (declared)
                context.Response.ContentLength = size;
            await context.Response.Body.WriteAsync(Enumerable.Range(0, size).Select(at => (byte)at).ToArray());
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        using var client = gateway.Client();
        using var over2 = gateway.Client(HttpVersion.Version20);

        for (var round = 0; round < 3; round++)
        {
            foreach (var body in new[] { await client.GetByteArrayAsync("/"), await over2.GetByteArrayAsync("/") })
            {
                Assert.Equal(size, body.Length);
                Assert.All(Enumerable.Range(0, size / 997), at => Assert.Equal((byte)(at * 997), body[at * 997]));
            }
        }
    }
}
