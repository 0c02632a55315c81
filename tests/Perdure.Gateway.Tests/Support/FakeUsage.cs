using Perdure.Gateway.Guarding;

namespace Perdure.Gateway.Tests.Support;

/// <summary>A process that uses as much as the test says.</summary>
internal sealed class FakeUsage : IHostUsage
{
    private double _memory;

    public double Memory
    {
        get => Volatile.Read(ref _memory);
        set => Volatile.Write(ref _memory, value);
    }

    public HostUsage Read() => new() { Cpus = 1, MemoryBytes = (long)(Memory * 1_000), MemoryLimitBytes = 1_000 };
}
