using Perdure.Telemetry.Hosts;

namespace Perdure.Telemetry.Tests.Hosts;

public sealed class ProcTextTests
{
    [Fact]
    public void Cpu_times_are_those_of_all_processors_in_seconds() => Assert.Equal<IEnumerable<(string, double)>>(
        [("user", 1.5), ("nice", 0), ("system", 2), ("idle", 30), ("iowait", 0.01)],
        ProcText.CpuTimes("cpu  150 0 200 3000 1\ncpu0 75 0 100 1500 1\n"));

    [Fact]
    public void Memory_is_read_in_bytes() => Assert.Equal(
        new MemorySample(4_096, 2_048, 1_024), ProcText.Memory("MemTotal:       4 kB\nMemFree:    1 kB\nMemAvailable: 2 kB\n"));

    [Theory]
    [InlineData("Max cpu time unlimited unlimited seconds\nMax open files            1024                 1048576              files\n", 1024L)]
    [InlineData("Max open files            unlimited            unlimited            files\n", null)]
    public void Limit_of_files_is_the_soft_one(string limits, long? expected) => Assert.Equal(expected, ProcText.OpenFilesMax(limits));

    [Theory]
    [InlineData("0.25 0.10 0.05 1/200 4242", 0.25)]
    [InlineData("", null)]
    public void Load_is_that_of_the_last_minute(string text, double? expected) => Assert.Equal(expected, ProcText.Load(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("what\nis this")]
    [InlineData("cpu x y z\nMemTotal: lots\nMax open files")]
    public void Text_that_cannot_be_understood_gives_nothing(string? text)
    {
        Assert.Empty(ProcText.CpuTimes(text));
        Assert.Null(ProcText.Memory(text));
        Assert.Null(ProcText.Load(text));
        Assert.Null(ProcText.OpenFilesMax(text));
    }

    [Fact]
    public void This_machine_can_be_read()
    {
        var sample = new HostReader(Path.GetTempPath()).Read();

        Assert.True(sample.OpenFiles > 0);
        Assert.True(sample.Memory is { Total: > 0 });
        Assert.True(sample.Disk is { Total: > 0 });
        Assert.NotEmpty(sample.CpuTimes);
    }
}
