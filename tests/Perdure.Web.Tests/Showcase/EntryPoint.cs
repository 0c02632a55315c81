using System.Globalization;

namespace Perdure.Web.Tests.Showcase;

/// <summary>The assembly run as a program: what uses the rig of the tests without being one. See docs/screenshots.sh and bench/console.sh.</summary>
internal static class EntryPoint
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["screenshots", var root, var folder]:
                return await Screenshots.TakeAsync(root, folder);
            case ["measure", var file, var seconds, var rounds, var streams, var only]:
                return await Measure.RunAsync(file, Number(seconds), Number(rounds), Number(streams), only);
            default:
                await System.Console.Error.WriteLineAsync("usage: Perdure.Web.Tests screenshots ROOT FOLDER | measure FILE SECONDS ROUNDS STREAMS all|paint|idle|streams");
                return 2;
        }
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
