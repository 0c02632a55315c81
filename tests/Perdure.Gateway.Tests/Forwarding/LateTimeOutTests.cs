using System.Buffers;
using System.Net;
using System.Text;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Forwarding;

/// <summary>Attempts whose time runs out at the moment at which their answers begin.</summary>
public sealed class LateTimeOutTests
{
    private static readonly TimeSpan Attempt = TimeSpan.FromMilliseconds(23_456);

    [Fact]
    public async Task Time_out_that_comes_with_the_head_is_a_try_and_not_the_end_of_the_answer()
    {
        var time = new TardyTime(Attempt);
        var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = 0;
        await using var server = await RigAsync(time, async context =>
        {
            time.FiresWhenChanged = Interlocked.Increment(ref asked) == 1;
            time.Pass();
            if (asked > 1) again.SetResult();
            await AnswerAsync(context, again.Task);
        });
        using var client = server.Client();

        Assert.Equal("first second", await client.GetStringAsync("/"));
        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whole_answer_that_comes_with_the_time_out_is_the_answer(bool chunked)
    {
        var time = new TardyTime(Attempt);
        await using var server = await RigAsync(time, async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            time.FiresWhenChanged = true;
            time.Pass();
            if (!chunked) context.Response.ContentLength = 4;
            // With the head, in one piece.
            context.Response.BodyWriter.Write("done"u8);
        });
        using var client = server.Client();

        for (var i = 0; i < 2; i++)
        {
            using var answer = await client.PostAsync("/", new StringContent("once"));
            Assert.Equal(("done", HttpStatusCode.OK), (await answer.Content.ReadAsStringAsync(), answer.StatusCode));
        }
    }

    [Fact]
    public async Task Time_out_that_fires_after_the_head_was_taken_does_not_end_the_answer()
    {
        var time = new TardyTime(Attempt);
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await RigAsync(time, async context =>
        {
            time.Pass();
            await AnswerAsync(context, seen.Task);
        });
        using var client = server.Client();

        using var answer = await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        time.Fire();
        seen.SetResult();

        Assert.Equal("first second", await answer.Content.ReadAsStringAsync());
    }

    private static async Task AnswerAsync(Microsoft.AspNetCore.Http.HttpContext context, Task between)
    {
        context.Response.ContentLength = 12;
        await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes("first "));
        await context.Response.Body.FlushAsync();
        await between;
        await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes("second"));
    }

    private static async Task<TestGateway> RigAsync(TimeProvider time, Microsoft.AspNetCore.Http.RequestDelegate handler)
    {
        var backend = await TestBackend.StartAsync(handler);
        var service = TestGateway.ServiceOf(backend.Url) with { Timeouts = new TimeoutsModel { Attempt = Attempt, Request = TimeSpan.FromMinutes(10) } };
        return await TestGateway.StartAsync(TestGateway.ModelOf(service), owned: backend, time: time);
    }
}
