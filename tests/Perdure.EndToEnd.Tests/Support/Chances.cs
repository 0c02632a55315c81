using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Support;

/// <summary>
/// Promises of what clients see within some time. A machine that stands still for a moment breaks each of them now and then, and a gateway
/// that does not keep them breaks them every time: so one chance of several has to show them. What must hold whatever the machine does is
/// asserted in each chance.
/// </summary>
internal static class Chances
{
    private const int Most = 4;

    /// <summary>Plays until a chance ends without a problem; the last problem fails the test.</summary>
    /// <param name="output">Where it tells what was wrong with the chances before.</param>
    /// <param name="chance">What is played: null, or what was not as promised.</param>
    public static async Task PlayAsync(ITestOutputHelper output, Func<Task<string?>> chance)
    {
        for (var played = 1; await chance() is { } problem; played++)
        {
            output.WriteLine($"chance {played}: {problem}");
            if (played == Most) Assert.Fail($"in none of {Most} chances; in the last one: {problem}");
        }
    }

    /// <summary>The same with instances and a node that are new in each chance.</summary>
    public static Task PlayAsync(ITestOutputHelper output, int instances, Func<Rig, Task<string?>> chance, Func<Rig, string>? systemFile = null) =>
        PlayAsync(output, async () =>
        {
            string? problem = null;
            await Rig.PlayAsync(output, instances, async rig => problem = await chance(rig), systemFile);
            return problem;
        });
}
