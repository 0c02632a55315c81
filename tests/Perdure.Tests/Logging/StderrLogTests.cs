using System.Text;
using Microsoft.Extensions.Logging;
using Perdure.Load.Tests;
using Perdure.Logging;

namespace Perdure.Tests.Logging;

/// <summary>The time stands still: a log that is disposed waits for its lines for as long as they take.</summary>
public sealed class StderrLogTests
{
    [Fact]
    public async Task Lines_are_written_in_order_and_complete_when_disposed()
    {
        using var output = new MemoryStream();
        await using (var log = new StderrLog(new ManualTime(), output, json: false, LogLevel.Information))
        {
            var logger = log.CreateLogger("Perdure");
            for (var i = 0; i < 100; i++)
                logger.Log(LogLevel.Information, new EventId(1, "SomethingDone"), i, null, (number, _) => $"line {number}");
            logger.Log(LogLevel.Debug, new EventId(2, "Hidden"), 0, null, (_, _) => "below the minimum");
        }

        var lines = Encoding.UTF8.GetString(output.ToArray()).TrimEnd().Split('\n');
        Assert.Equal(100, lines.Length);
        Assert.EndsWith("info  something-done  line 0", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("line 99", lines[99], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LogLevel.Information, 1)]
    [InlineData(LogLevel.Debug, 2)]
    public async Task What_the_web_server_tells_of_single_connections_is_for_the_verbose_log(LogLevel minimum, int expected)
    {
        using var output = new MemoryStream();
        await using (var log = new StderrLog(new ManualTime(), output, json: false, minimum))
        {
            var logger = log.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Connections");
            logger.Log(LogLevel.Information, new EventId(34, "ApplicationAbortedConnection"), 0, null, (_, _) => "a client has gone");
            logger.Log(LogLevel.Warning, new EventId(35, "SomethingWrong"), 0, null, (_, _) => "look at it");
        }

        Assert.Equal(expected, Encoding.UTF8.GetString(output.ToArray()).TrimEnd().Split('\n').Length);
    }
}
