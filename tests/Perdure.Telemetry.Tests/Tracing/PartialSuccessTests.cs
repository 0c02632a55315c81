using Google.Protobuf;
using Perdure.Telemetry.Tests.Tracing.Protocol;
using Perdure.Telemetry.Tracing.Export;

namespace Perdure.Telemetry.Tests.Tracing;

public sealed class PartialSuccessTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    public void Number_is_read(long rejected)
    {
        var answer = new ExportTraceServiceResponse { PartialSuccess = new ExportTracePartialSuccess { RejectedSpans = rejected, ErrorMessage = "why" } };

        Assert.Equal(rejected, PartialSuccess.RejectedOf(answer.ToByteArray()));
    }

    [Fact]
    public void Nonsense_is_none()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(0, 40)];
            random.NextBytes(bytes);
            Assert.True(PartialSuccess.RejectedOf(bytes) >= 0);
        }

        Assert.Equal(0, PartialSuccess.RejectedOf("<html>no</html>"u8));
    }
}
