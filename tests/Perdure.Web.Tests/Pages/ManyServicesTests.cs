using Microsoft.Playwright;
using Perdure.EndToEnd.Tests.Support;
using Perdure.Web.Tests.Showcase;
using Perdure.Web.Tests.Support;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Perdure.Web.Tests.Pages;

/// <summary>A system of 200 services with 10 instances each. How fast it is shown is for bench/console.sh.</summary>
[Collection(Site.Name)]
public sealed class ManyServicesTests(Site site, ITestOutputHelper output)
{
    [BrowserFact]
    public async Task Two_thousand_instances_can_be_looked_through()
    {
        using var folder = new TemporaryFolder();
        folder.Write("perdure.yaml", ManyServices.File(200, 10));
        await using var node = await RunningNode.StartAsync(folder);
        await site.VisitAsync(output, null, async tab =>
        {
            await tab.GoAsync("services");
            await Expect(tab.Main).ToContainTextAsync("200 services, 2,000 instances");
            await tab.Main.GetByRole(AriaRole.Searchbox).FillAsync("service-137");
            await tab.Main.GetByRole(AriaRole.Button, new() { Name = "Show the instances of service-137" }).Or(tab.Row("service-137-4")).First.ClickAsync();
            await Expect(tab.Row("service-137-4")).ToBeVisibleAsync();

            await tab.GoAsync("topology");
            await tab.Main.GetByRole(AriaRole.Searchbox).FillAsync("service-137");
            await Expect(tab.Main.GetByRole(AriaRole.Link, new() { Name = "Service service-137:" })).ToBeVisibleAsync();
        }, at: node.Admin);
    }
}
