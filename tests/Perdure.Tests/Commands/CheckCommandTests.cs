using System.Text.Json;
using Perdure.Tests.Support;

namespace Perdure.Tests.Commands;

public sealed class CheckCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task File_that_is_good_passes_with_a_summary()
    {
        _folder.Write("perdure.yaml", SystemFiles.Good);

        var outcome = await Executable.RunAsync(_folder.Path, "check");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("perdure.yaml: ok: 1 service, 2 instances, 1 route, 1 listener\n", outcome.Output);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task File_with_errors_is_reported_whole_and_exits_with_2()
    {
        _folder.Write("bad.yaml", SystemFiles.TwoErrors);

        var outcome = await Executable.RunAsync(_folder.Path, "check", "bad.yaml");

        Assert.Equal(2, outcome.ExitCode);
        var lines = outcome.Output.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Matches(@"^bad\.yaml:7:\d+: error: services\.catalog\.instances\[0\]\.weight: ", lines[0]);
        Assert.Matches(@"^bad\.yaml:9:\d+: error: routes\[0\]\.service: ", lines[1]);
        Assert.Equal("bad.yaml: 2 errors", lines[2]);
    }

    [Fact]
    public async Task Json_is_one_object_with_every_diagnostic()
    {
        _folder.Write("bad.yaml", SystemFiles.TwoErrors);

        var outcome = await Executable.RunAsync(_folder.Path, "check", "bad.yaml", "--output", "json");

        Assert.Equal(2, outcome.ExitCode);
        var report = JsonElement.Parse(outcome.Output);
        Assert.False(report.GetProperty("ok").GetBoolean());
        Assert.Equal(2, report.GetProperty("errors").GetInt32());
        var first = report.GetProperty("diagnostics")[0];
        Assert.Equal(7, first.GetProperty("line").GetInt32());
        Assert.Equal("error", first.GetProperty("severity").GetString());
        Assert.Equal("invalid", first.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task File_that_is_missing_exits_with_2()
    {
        var outcome = await Executable.RunAsync(_folder.Path, "check", "none.yaml");

        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith("none.yaml:", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_of_a_file_with_errors_exits_with_2_and_reports_on_stderr()
    {
        _folder.Write("bad.yaml", SystemFiles.TwoErrors);

        var outcome = await Executable.RunAsync(_folder.Path, "run", "bad.yaml");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.Contains("bad.yaml: 2 errors", outcome.Error, StringComparison.Ordinal);
    }
}
