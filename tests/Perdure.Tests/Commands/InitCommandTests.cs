using System.Text.Json;
using Perdure.Tests.Support;

namespace Perdure.Tests.Commands;

public sealed class InitCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Starter_is_written_and_passes_the_check()
    {
        var init = await Executable.RunAsync(_folder.Path, "init");
        var check = await Executable.RunAsync(_folder.Path, "check");

        Assert.Equal(0, init.ExitCode);
        Assert.Empty(init.Output);
        Assert.Contains("perdure check perdure.yaml", init.Error, StringComparison.Ordinal);
        Assert.True(check.ExitCode == 0, check.Output);
    }

    [Fact]
    public async Task File_that_exists_is_kept_unless_forced()
    {
        var file = _folder.Write("perdure.yaml", "mine");

        var refused = await Executable.RunAsync(_folder.Path, "init");
        var kept = await File.ReadAllTextAsync(file);
        var forced = await Executable.RunAsync(_folder.Path, "init", "--force");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal("mine", kept);
        Assert.Equal(0, forced.ExitCode);
        Assert.NotEqual("mine", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Folder_that_is_missing_is_one_line()
    {
        var outcome = await Executable.RunAsync(_folder.Path, "init", "none/perdure.yaml");

        Assert.Equal(1, outcome.ExitCode);
        var line = Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Assert.StartsWith("perdure: cannot write none/perdure.yaml: ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_is_a_json_schema_on_stdout()
    {
        var outcome = await Executable.RunAsync(_folder.Path, "schema");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", JsonElement.Parse(outcome.Output).GetProperty("$schema").GetString());
    }
}
