using System.Globalization;
using System.Text;
using Perdure.Coordination.Embedded;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests;

/// <summary>What this assembly does as a program, so that tests can kill it.</summary>
internal static class TestHost
{
    private const int Writers = 16;

    public static string[] Command(string role, params string[] arguments) => ["dotnet", typeof(TestHost).Assembly.Location, role, .. arguments];

    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["write", var file]:
                await WriteAsync(file);
                return 0;
            case ["hold", var file]:
                await using (EmbeddedCoordinator.Open(file, new EmbeddedOptions { System = "test", Timeout = TimeSpan.FromMinutes(1) }))
                {
                    Say("open");
                    await Console.In.ReadToEndAsync();
                }

                return 0;
            default:
                return 2;
        }
    }

    // Writes for ever, from where it was; says each write that was acknowledged, after it was.
    private static async Task WriteAsync(string file)
    {
        await using var store = EmbeddedCoordinator.Open(file, new EmbeddedOptions { System = "test", Timeout = TimeSpan.FromMinutes(1) });
        var begin = (await store.RangeAsync(RangeQuery.Of("begin"), CancellationToken.None)).First?.Version ?? 0;
        var start = await store.CommitAsync(new Transaction { Then = [Operation.Put("begin", default)] }, CancellationToken.None);
        Say($"begin {start.Revision}");
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                var (key, value) = ($"w/{writer}", $"{begin + 1}.{i}");
                var both = new Transaction { Then = [Operation.Put(key, Encoding.UTF8.GetBytes(value)), Operation.Put($"{key}/twin", Encoding.UTF8.GetBytes(value))] };
                var done = await store.CommitAsync(both, CancellationToken.None);
                Say($"{key} {value} {done.Revision.ToString(CultureInfo.InvariantCulture)}");
            }
        })));
    }

    // One call of the system for each line, so that a line that was said is not lost with the process.
    private static void Say(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        lock (Output) Output.Write(bytes);
    }

    private static readonly Stream Output = Console.OpenStandardOutput();
}
