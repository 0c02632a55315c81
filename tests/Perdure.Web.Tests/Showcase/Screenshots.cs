using Microsoft.Playwright;
using Perdure.Web.Tests.Support;

namespace Perdure.Web.Tests.Showcase;

/// <summary>Pictures of every page for the documents, in light and in dark, of the example shop on a bad day.</summary>
internal static class Screenshots
{
    private const int SettlingMs = 1_500;

    /// <summary>The pages and what is done on each before the picture is taken.</summary>
    private static readonly (string Name, string Hash, Func<IPage, Task>? Prepare)[] s_pages =
    [
        ("overview", "overview", null),
        ("services", "services", null),
        ("topology", "topology", null),
        ("traffic", "traffic?minutes=2", null),
        ("flags", "flags", null),
        ("queues", "queues", page => page.GetByRole(AriaRole.Button, new() { Name = "Jobs of letters" }).ClickAsync()),
        ("alerts", "alerts", null),
        ("incidents", "alerts/incidents", null),
        ("configuration", "configuration", null),
    ];

    public static async Task<int> TakeAsync(string root, string folder)
    {
        Directory.CreateDirectory(folder);
        await using var shop = await ShopSite.StartAsync(root);
        System.Console.WriteLine($"the shop is open, its console is {shop.Address}; now for some trouble");
        await shop.TroubleAsync();
        await using var browser = await Browser.StartAsync();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var context = await browser.ContextAsync(shop.Address, scheme);
            var tab = await Tab.OpenAsync(context);
            var blank = await context.NewPageAsync();
            await tab.Page.BringToFrontAsync();
            foreach (var (name, hash, prepare) in s_pages)
            {
                await tab.ShowAsync(hash);
                if (prepare is not null) await prepare(tab.Page);
                await tab.Page.WaitForTimeoutAsync(SettlingMs);
                var file = Path.Combine(folder, $"console-{name}-{scheme.ToString().ToLowerInvariant()}.png");
                await SmallPng.WriteAsync(blank, await tab.Page.ScreenshotAsync(), file);
                System.Console.WriteLine($"{file}: {new FileInfo(file).Length / 1024} kB");
            }

            foreach (var error in tab.Errors) System.Console.WriteLine(error);
        }

        return 0;
    }
}
