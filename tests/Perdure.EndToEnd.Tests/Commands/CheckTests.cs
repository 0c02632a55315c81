using Perdure.EndToEnd.Tests.Support;

namespace Perdure.EndToEnd.Tests.Commands;

/// <summary>What a user does before anything runs.</summary>
public sealed class CheckTests
{
    [Fact]
    public async Task Check_of_the_contract_names_exactly_what_is_not_supported_yet()
    {
        var contract = Path.Combine(AppContext.BaseDirectory, "contract.yaml");
        var outcome = await Executable.RunAsync(AppContext.BaseDirectory, "check", contract);

        Assert.Equal(2, outcome.ExitCode);
        var errors = outcome.Output.Split('\n').Where(line => line.Contains(": error: ", StringComparison.Ordinal)).ToArray();
        Assert.All(errors, error => Assert.Contains("not supported yet", error, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.Matches(@"contract\.yaml:\d+:\d+: error: ", error));
        string[] keys =
        [
            "listeners[1].protocol",
            "services.orders-db.instances[0].url",
        ];
        Assert.All(keys, key => Assert.Contains(errors, error => error.Contains($": {key}: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Init_writes_a_file_that_check_accepts()
    {
        using var folder = new TemporaryFolder();
        var init = await Executable.RunAsync(folder.Path, "init");
        Assert.True(init.ExitCode == 0, init.Error);
        var check = await Executable.RunAsync(folder.Path, "check");
        Assert.True(check.ExitCode == 0, check.Output + check.Error);
        Assert.Contains("ok", check.Output, StringComparison.Ordinal);
        // What is there is not replaced.
        Assert.NotEqual(0, (await Executable.RunAsync(folder.Path, "init")).ExitCode);
    }
}
