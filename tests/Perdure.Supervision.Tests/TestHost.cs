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
        Console.WriteLine($"{supervisor.Status()[0].Pid} {supervisor.GuardianPid}");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        return 0;
    }
}
