using System.Diagnostics;
using Perdure.Model;
using Perdure.Telemetry.Requests;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Requests;

public sealed class AccessLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("perdure-access-");
    private readonly Messages _messages = new();

    private string FilePath => Path.Combine(_folder.FullName, "access.log");

    [Fact]
    public void Nothing_runs_and_nothing_is_counted_before_a_log_is_wanted()
    {
        using var log = new AccessLog(TimeProvider.System, _messages);

        log.Follow(new TelemetryModel());

        Assert.False(log.IsOn);
        Assert.Null(log.Figures);
    }

    [Fact]
    public async Task Lines_are_in_the_file_without_any_more_requests_and_at_the_end()
    {
        using (var log = new AccessLog(TimeProvider.System, _messages))
        {
            log.Follow(Wanting(FilePath));
            log.Add(Records.Of(id: "1"));
            await Eventually.Async(() => log.Figures!.Value.Written == 1, "the line is written");
            log.Add(Records.Of(id: "2"));
        }

        // The end waits for the writer, but not for ever.
        await Eventually.Async(() => File.ReadAllLines(FilePath).Length == 2, "what was left is written");
    }

    [Fact]
    public async Task Destination_that_takes_nothing_costs_lines_and_keeps_nobody_waiting()
    {
        using var log = new AccessLog(TimeProvider.System, _messages);
        log.Follow(Wanting("/dev/full"));

        for (var at = 0; at < 3 * AccessLog.QueueMax; at++)
            log.Add(Records.Of());

        await Eventually.Async(() => _messages.Names.Contains("access-log-dropped"), "it is told that lines were dropped");
        Assert.InRange(log.Figures!.Value.Dropped, 1, 2 * AccessLog.QueueMax);
        Assert.Equal(0, log.Figures!.Value.Written);
        Assert.Single(_messages.Names, "access-log-trouble");

        // It recovers by itself.
        log.Follow(Wanting(FilePath));
        await Eventually.Async(() => log.Figures!.Value.Written >= AccessLog.QueueMax, "what waited is written");
    }

    [Fact]
    public async Task Reader_that_stands_still_does_not_hold_up_the_stop()
    {
        var pipe = Path.Combine(_folder.FullName, "pipe");
        using var made = Process.Start("mkfifo", pipe);
        await made.WaitForExitAsync();
        await using var reader = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var log = new AccessLog(TimeProvider.System, _messages);
        log.Follow(Wanting(pipe));
        for (var at = 0; at < 1_000; at++)
            log.Add(Records.Of());

        log.Dispose();

        await Eventually.Async(() => log.Figures is { Written: var written, Failed: var failed } && written + failed == 1_000, "each line is written or given up");
        Assert.True(log.Figures!.Value.Failed > 0);
    }

    [Fact]
    public void Share_and_troubles_decide_what_gets_a_line()
    {
        using var log = new AccessLog(TimeProvider.System, _messages);
        log.Follow(new TelemetryModel { AccessLog = new AccessLogModel { Path = FilePath, Sample = 0 }, Traces = new TracesModel { Slow = TimeSpan.FromMilliseconds(50) } });

        Assert.False(log.Wants("id", trouble: false, 49_999));
        Assert.True(log.Wants("id", trouble: false, 50_000));
        Assert.True(log.Wants("id", trouble: true, 0));

        log.Follow(Wanting(FilePath));
        Assert.True(log.Wants("id", trouble: false, 0));

        log.Follow(new TelemetryModel());
        Assert.False(log.Wants("id", trouble: true, 0));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static TelemetryModel Wanting(string path) => new() { AccessLog = new AccessLogModel { Path = path } };
}
