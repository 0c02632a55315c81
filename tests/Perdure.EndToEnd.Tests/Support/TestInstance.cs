using Perdure.Supervision.Signals;

namespace Perdure.EndToEnd.Tests.Support;

/// <summary>An instance as a process of its own, which can be killed, stopped and brought into trouble.</summary>
internal sealed class TestInstance(string id, int port, TemporaryFolder folder) : IAsyncDisposable
{
    private readonly HttpClient _control = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{port}"),
    };

    private RunningProcess? _process;

    public string Id => id;

    public string Url => $"http://127.0.0.1:{port}";

    /// <summary>One line for each payment that it executed, its earlier lives included.</summary>
    public string LedgerPath => folder.File($"{id}.ledger");

    /// <summary>Starts it, again after a kill; returns as soon as it answers.</summary>
    public async Task StartAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        var start = Executable.Command(
            Executable.Instance, folder.Path, "payments", "--port", $"{port}", "--id", id, "--ledger", LedgerPath);
        // Several run side by side: small and quickly up matters more than fast.
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = new RunningProcess(start);
        await Eventually.TrueAsync(AnswersAsync, $"{id} answers");
    }

    /// <summary>Ends it as the kernel does when memory is out; returns when it is gone.</summary>
    public Task KillAsync()
    {
        _process!.Send(ProcessSignal.Kill);
        return _process.EndedAsync();
    }

    /// <summary>Hangs it: it goes on accepting connections and says nothing any more.</summary>
    public void Stop() => _process!.Send(ProcessSignal.Stop);

    public void Continue() => _process!.Send(ProcessSignal.Continue);

    /// <summary>Brings it into trouble, such as <c>fail?ratio=0.2</c>, or out of it: <c>normal</c>.</summary>
    public async Task ControlAsync(string what)
    {
        using var answer = await _control.PostAsync($"/control/{what}", null);
        Assert.True(answer.IsSuccessStatusCode, $"/control/{what} of {id} answered {(int)answer.StatusCode}");
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        if (_process is not null) await _process.DisposeAsync();
    }

    private async Task<bool> AnswersAsync()
    {
        Assert.False(_process!.HasExited, $"{id} ended: {_process.LogTail}");
        try
        {
            using var answer = await _control.GetAsync("/healthz");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
