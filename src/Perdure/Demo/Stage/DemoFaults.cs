using Perdure.Demo.Scenarios;
using Perdure.Supervision.Signals;

namespace Perdure.Demo.Stage;

/// <summary>Does to instances what a scenario says and undoes it. Not thread-safe.</summary>
internal sealed class DemoFaults(DemoAdmin admin) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };
    private readonly List<int> _stopped = [];
    private readonly List<DemoInstance> _troubled = [];

    /// <summary>Does it.</summary>
    /// <exception cref="DemoException">An instance is not there, or has no process.</exception>
    public async Task BeginAsync(DemoScenario scenario, CancellationToken cancel)
    {
        if (scenario.Fault == DemoFault.None) return;
        var instances = await admin.InstancesAsync(cancel);
        // Everything is looked up first: a whole zone goes at one moment.
        var targets = scenario.Targets.Select(id => instances.FirstOrDefault(i => i.Id == id)
            ?? throw new DemoException($"The node doesn't list the instance {id} (GET /api/v1/services).")).ToArray();
        foreach (var target in targets)
        {
            switch (scenario.Fault)
            {
                case DemoFault.Kill: Signal(target, ProcessSignal.Kill); break;
                case DemoFault.Stop: _stopped.Add(Signal(target, ProcessSignal.Stop)); break;
                // The work takes 5 ms on average.
                case DemoFault.Slow: await ControlAsync(target, "slow?ms=95", cancel); break;
                // One at a time and 15 ms on average: about 64 a second from each, 256 in all, of which the critical pages need 144.
                case DemoFault.Crowd: await ControlAsync(target, "busy?ms=10", cancel); break;
                case DemoFault.Errors: await ControlAsync(target, "fail?ratio=0.2&status=500", cancel); break;
                default: throw new DemoException($"Nobody has said how to do {scenario.Fault}.");
            }
        }
    }

    /// <summary>Undoes it; what was killed is the node's to start again.</summary>
    public async Task EndAsync(CancellationToken cancel)
    {
        Continue();
        foreach (var instance in _troubled) await ControlAsync(instance, "normal", cancel);
        _troubled.Clear();
    }

    /// <summary>Lets everything that was stopped go on.</summary>
    public void Dispose()
    {
        Continue();
        _client.Dispose();
    }

    private void Continue()
    {
        foreach (var pid in _stopped) ProcessSignals.Send(pid, ProcessSignal.Continue);
        _stopped.Clear();
    }

    private static int Signal(DemoInstance target, ProcessSignal signal)
    {
        if (target.Pid is not { } pid) throw new DemoException($"{target.Id} has no process now; its state is {target.State}.");
        if (!ProcessSignals.Send(pid, signal)) throw new DemoException($"Process {pid} of {target.Id} can't be signalled.");
        return pid;
    }

    private async Task ControlAsync(DemoInstance target, string what, CancellationToken cancel)
    {
        if (target.Url is not { } url) throw new DemoException($"The node doesn't tell the address of {target.Id}.");
        var address = new Uri(new Uri(url), $"/control/{what}");
        using var answer = await _client.PostAsync(address, null, cancel);
        if (!answer.IsSuccessStatusCode) throw new DemoException($"{address} answered {(int)answer.StatusCode}.");
        if (what != "normal") _troubled.Add(target);
    }
}
