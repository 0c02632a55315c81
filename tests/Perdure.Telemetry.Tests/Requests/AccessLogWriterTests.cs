using System.Text.Json;
using Perdure.Model;
using Perdure.Telemetry.Requests;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Requests;

public sealed class AccessLogWriterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("perdure-access-");
    private readonly RequestRing _ring = new(64);
    private readonly Messages _messages = new();
    private readonly AccessLogWriter _writer;
    private int _number;
    private long _nowMs;

    public AccessLogWriterTests() => _writer = new AccessLogWriter(_ring, _messages);

    private string FilePath => Path.Combine(_folder.FullName, "access.log");

    [Fact]
    public void File_is_made_for_owner_and_group_and_appended_to()
    {
        Step(Add(2));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(FilePath));
        _writer.End(_nowMs);

        var again = new AccessLogWriter(_ring, _messages);
        Add(1);
        again.Step(Settings(FilePath), false, 0);
        again.End(0);

        Assert.Equal(["1", "2", "3"], Ids(FilePath));
        Assert.Equal((2, 1, 0), (_writer.Written, again.Written, again.Failed));
    }

    [Fact]
    public void File_that_was_moved_or_removed_is_opened_again_and_no_line_is_lost()
    {
        Step(Add(1));
        File.Move(FilePath, FilePath + ".1");
        Add(1);
        Step(0);
        Step(Add(1), later: 1_000);
        File.Delete(FilePath);
        Step(Add(1), later: 1_000);

        Assert.Equal(["1", "2"], Ids(FilePath + ".1"));
        Assert.Equal(["4"], Ids(FilePath));
        Assert.Equal((4, 0), (_writer.Written, _writer.Failed));
        Assert.Equal(["access-log-opened", "access-log-opened", "access-log-opened"], _messages.Names);
    }

    [Fact]
    public void Asked_to_it_opens_the_file_again_at_once()
    {
        Step(Add(1));
        File.Move(FilePath, FilePath + ".1");
        Add(1);
        _writer.Step(Settings(FilePath), reopen: true, _nowMs);

        Assert.Equal(["1"], Ids(FilePath + ".1"));
        Assert.Equal(["2"], Ids(FilePath));
    }

    [Fact]
    public void Other_settings_lose_no_line()
    {
        var other = FilePath + ".other";
        Step(Add(1));
        Add(1);
        _writer.Step(Settings(other), false, _nowMs);
        Add(1);
        _writer.Step(Settings(other, AccessLogFormat.Text), false, _nowMs);
        Add(1);
        _writer.Step(null, false, _nowMs);

        Assert.Equal(["1", "2"], Ids(FilePath));
        var lines = File.ReadAllLines(other);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.StartsWith("127.0.0.1 - - [", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Switched_off_it_holds_no_file()
    {
        Step(Add(1));
        _writer.Step(null, false, _nowMs);
        File.Delete(FilePath);
        _writer.Step(null, false, _nowMs + 5_000);

        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void Full_disk_is_told_once_and_what_waits_is_written_when_there_is_room()
    {
        // A file that is a link can be turned to another disk.
        File.CreateSymbolicLink(FilePath, "/dev/full");
        Step(Add(3));
        Step(Add(3), later: 1_000);
        Assert.Equal(0, _writer.Written);

        File.Delete(FilePath);
        _writer.Step(Settings(FilePath), reopen: true, _nowMs += 1_000);
        Step(0, later: 1_000);

        Assert.Equal(["1", "2", "3", "4", "5", "6"], Ids(FilePath));
        Assert.Equal((6, 0), (_writer.Written, _writer.Failed));
        Assert.Equal(["access-log-opened", "access-log-trouble", "access-log-opened", "access-log-back"], _messages.Names);
        Assert.Contains("No space left on device", _messages.Texts[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Directory_that_is_missing_is_told_once_and_tried_each_second()
    {
        var path = Path.Combine(_folder.FullName, "missing", "access.log");
        Add(1);
        for (var look = 0; look < 20; look++)
            _writer.Step(Settings(path), false, _nowMs += 200);
        Assert.Equal(["access-log-trouble"], _messages.Names);
        Assert.Contains("No such file or directory", _messages.Texts[0], StringComparison.Ordinal);

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _writer.Step(Settings(path), false, _nowMs += 1_000);

        Assert.Equal(["1"], Ids(path));
        Assert.Equal("access-log-back", _messages.Names[^1]);
    }

    [Fact]
    public void Line_of_which_a_part_was_written_does_not_begin_another_file()
    {
        // A pipe takes as much as it has room for.
        var pipe = Path.Combine(_folder.FullName, "pipe");
        using var made = System.Diagnostics.Process.Start("mkfifo", pipe);
        made.WaitForExit();
        using var reader = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        for (var round = 0; round < 8; round++)
        {
            Add(60, new string('x', 2_000));
            _writer.Step(Settings(pipe), false, _nowMs += 1_000);
        }

        var written = _writer.Written;
        Assert.InRange(written, 1, 59);

        _writer.Step(Settings(FilePath), false, _nowMs += 1_000);
        _writer.End(_nowMs);

        // All of them whole; the one that was torn is counted as given up.
        Assert.Equal(1, _writer.Failed);
        Assert.Equal(_writer.Written - written, Ids(FilePath).Length);
        Assert.Equal(_number - _refused, _writer.Written + _writer.Failed);
    }

    [Fact]
    public void Lines_that_never_stop_coming_keep_it_from_nothing_else()
    {
        const int Many = AccessLog.QueueMax + 100;
        var ring = new RequestRing(2 * AccessLog.QueueMax);
        for (var at = 0; at < Many; at++)
            Assert.True(ring.TryAdd(Records.Of(), out _));
        var writer = new AccessLogWriter(ring, _messages);

        writer.Step(Settings(FilePath), false, 0);
        Assert.Equal(AccessLog.QueueMax, writer.Written);
        writer.End(0);

        Assert.Equal((Many, 0), (writer.Written, writer.Failed));
    }

    [Fact]
    public void What_cannot_be_written_at_the_end_is_counted()
    {
        Add(5);
        _writer.Step(Settings("/dev/full"), false, 0);
        _writer.End(1_000);

        Assert.Equal((0, 5), (_writer.Written, _writer.Failed));
    }

    [Fact]
    public async Task Two_processes_that_write_one_file_leave_whole_lines()
    {
        const int Each = 3_000;
        await Task.WhenAll(Enumerable.Range(0, 2).Select(writer => Task.Run(() =>
        {
            var ring = new RequestRing(256);
            var log = new AccessLogWriter(ring, new Messages());
            for (var at = 0; at < Each; at++)
            {
                ring.TryAdd(Records.Of(id: $"{writer}-{at}"), out _);
                if (at % 7 == 0)
                    log.Step(Settings(FilePath), false, at);
            }

            log.End(Each);
        })));

        var ids = Ids(FilePath);
        Assert.Equal(2 * Each, ids.Distinct().Count());
        Assert.Equal(2 * Each, ids.Length);
    }

    public void Dispose()
    {
        _writer.End(_nowMs);
        _folder.Delete(recursive: true);
    }

    private int _refused;

    private static AccessLogSettings Settings(string path, AccessLogFormat format = AccessLogFormat.Json) =>
        new(new AccessLogModel { Path = path, Format = format }, TimeSpan.FromSeconds(1));

    private static string[] Ids(string path) => [.. File.ReadLines(path).Select(line => JsonElement.Parse(line).GetProperty("requestId").GetString()!)];

    private int Add(int count, string target = "/")
    {
        for (var at = 0; at < count; at++)
        {
            if (!_ring.TryAdd(Records.Of(id: $"{++_number}", target: target), out _))
                _refused++;
        }

        return count;
    }

    private void Step(int added, long later = 0)
    {
        _ = added;
        _writer.Step(Settings(FilePath), false, _nowMs += later);
    }
}
