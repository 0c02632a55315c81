namespace Perdure.Coordination.Tests.Simulation;

/// <summary>A process: what it awaits goes on as events of its own, which stand still while it is paused and vanish when it is killed.</summary>
internal sealed class SimProcess : SynchronizationContext
{
    public SimProcess(SimWorld world, string name, double clockRate)
    {
        World = world;
        Name = name;
        Clock = new SimClock(this, clockRate);
    }

    public SimWorld World { get; }

    public string Name { get; }

    public SimClock Clock { get; }

    public long PausedUntilUs { get; private set; }

    public bool Dead { get; private set; }

    /// <summary>Messages to and from it are lost until then.</summary>
    public long CutOffUntilUs { get; set; }

    public bool IsCutOff => CutOffUntilUs > World.NowUs;

    public void Pause(long us) => PausedUntilUs = Math.Max(PausedUntilUs, World.NowUs + us);

    public void Kill() => Dead = true;

    public void Do(Action run) => World.After(0, this, run);

    public override void Post(SendOrPostCallback d, object? state) => World.After(0, this, () => d(state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public override SynchronizationContext CreateCopy() => this;
}
