using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Model;
using Perdure.Supervision.Guarding;

namespace Perdure.Supervision.Tests;

/// <summary>What this assembly does as a program, so that tests can kill a node and look at what it leaves behind.</summary>
internal static class TestHost
{
    public static string[] Command(string role, params string[] arguments) =>
        ["dotnet", typeof(TestHost).Assembly.Location, role, .. arguments];

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["guard"]) return await ProcessGuardian.RunAsync(Console.OpenStandardInput(), TimeProvider.System);
        if (arguments is not ["node", var command]) return 2;

        await using var supervisor = new ProcessSupervisor(
            TimeProvider.System, NullLoggerFactory.Instance, new SupervisorOptions { GuardianCommand = [.. Command("guard")] });
        var process = new ProcessModel { Command = ["sh", "-c", command] };
        await supervisor.ApplyAsync([new SupervisedProcess("catalog", "catalog-1", process)], CancellationToken.None);
        // A guardian's id is known only once it was told what runs: whoever reads it may kill this node.
        for (int? told = null; ; await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System))
        {
            if (supervisor.GuardianPid is not { } guardian || guardian == told) continue;
            Console.WriteLine($"{supervisor.Status()[0].Pid} {guardian}");
            told = guardian;
        }
    }
}
