using Perdure.Gateway.Guarding;

namespace Perdure.Gateway.Tests.Guarding;

public sealed class CgroupLimitsTests
{
    [Fact]
    public void Version_2_gives_the_lowest_limit_on_the_way_up()
    {
        var limits = Of(
            ("/proc/self/cgroup", "0::/shop/gateway\n"),
            ("/sys/fs/cgroup/shop/gateway/cpu.max", "max 100000\n"),
            ("/sys/fs/cgroup/shop/cpu.max", "150000 100000\n"),
            ("/sys/fs/cgroup/cpu.max", "400000 100000\n"),
            ("/sys/fs/cgroup/shop/gateway/memory.max", "536870912\n"),
            ("/sys/fs/cgroup/shop/memory.max", "max\n"));

        Assert.Equal(1.5, limits.Cpus());
        Assert.Equal(536_870_912, limits.MemoryBytes());
    }

    [Fact]
    public void Container_sees_its_own_cgroup_as_the_root_under_whatever_path()
    {
        var limits = Of(
            ("/proc/self/cgroup", "0::/../../pod/abc\n"),
            ("/sys/fs/cgroup/cpu.max", "50000 100000\n"),
            ("/sys/fs/cgroup/memory.max", "268435456\n"));

        Assert.Equal(0.5, limits.Cpus());
        Assert.Equal(268_435_456, limits.MemoryBytes());
    }

    [Fact]
    public void Version_1_gives_its_limits_for_each_controller()
    {
        var limits = Of(
            ("/proc/self/cgroup", "4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n1:name=systemd:/\n0::/\n"),
            ("/sys/fs/cgroup/cpu/docker/abc/cpu.cfs_quota_us", "250000\n"),
            ("/sys/fs/cgroup/cpu/docker/abc/cpu.cfs_period_us", "100000\n"),
            ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824\n"));

        Assert.Equal(2.5, limits.Cpus());
        Assert.Equal(1_073_741_824, limits.MemoryBytes());
    }

    [Fact]
    public void Version_1_without_limits_says_so_in_its_own_way()
    {
        var limits = Of(
            ("/proc/self/cgroup", "4:memory:/\n1:cpu:/\n"),
            ("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n"),
            ("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"),
            ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n"));

        Assert.Null(limits.Cpus());
        Assert.Null(limits.MemoryBytes());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense\n::\n0:\n")]
    [InlineData("0::/a\n")]
    public void What_cannot_be_read_sets_no_limit(string cgroup)
    {
        var limits = Of(("/proc/self/cgroup", cgroup), ("/sys/fs/cgroup/a/cpu.max", "fast 0\n"), ("/sys/fs/cgroup/a/memory.max", ""));

        Assert.Null(limits.Cpus());
        Assert.Null(limits.MemoryBytes());
    }

    [Fact]
    public void Own_memory_is_what_is_resident_less_what_is_shared()
    {
        Assert.Equal(700 * 4096, ProcessUsage.OwnBytes("9000 1000 300 50 0 400 0\n", 4096));
        Assert.Null(ProcessUsage.OwnBytes("", 4096));
        Assert.Null(ProcessUsage.OwnBytes(null, 4096));
    }

    [Fact]
    public void Memory_of_the_machine_is_found_by_its_name()
    {
        Assert.Equal(16_384_000L * 1024, ProcessUsage.MachineBytes("MemTotal:       16384000 kB\nMemFree: 1 kB\n"));
        Assert.Null(ProcessUsage.MachineBytes("MemFree: 1 kB\n"));
    }

    [Fact]
    public void This_process_can_be_measured()
    {
        var usage = new ProcessUsage().Read();

        Assert.True(usage.CpuUs > 0);
        Assert.InRange(usage.Cpus, 0.01, Environment.ProcessorCount);
        Assert.InRange(usage.MemoryBytes, 1 << 20, usage.MemoryLimitBytes);
        Assert.InRange(usage.MemoryShare, 0.000001, 1);
    }

    private static CgroupLimits Of(params (string Path, string Text)[] files)
    {
        var texts = files.ToDictionary(file => file.Path, file => file.Text);
        return new CgroupLimits(texts.GetValueOrDefault);
    }
}
