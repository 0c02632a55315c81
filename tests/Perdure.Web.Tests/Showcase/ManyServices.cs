using System.Text;

namespace Perdure.Web.Tests.Showcase;

/// <summary>A system file of many services, none of which is there: what a page has to show is what is declared.</summary>
internal static class ManyServices
{
    /// <summary>So many services of so many instances, a route for each.</summary>
    public static string File(int services, int instances)
    {
        var text = new StringBuilder($$"""
            system: many
            node: { id: gateway-1 }
            topology:
              regions:
                - { name: eu, zones: [eu-a, eu-b] }
            listeners:
              - { name: web, address: "127.0.0.1:0" }
            admin: { address: "127.0.0.1:0" }
            services:

            """);
        for (var service = 1; service <= services; service++)
        {
            text.Append($"  service-{service}:\n    healthCheck: off\n    instances:\n");
            for (var i = 1; i <= instances; i++)
                text.Append($"      - {{ id: service-{service}-{i}, url: \"http://127.0.0.1:{20_000 + i}\", zone: eu-{(i % 2 == 0 ? 'b' : 'a')} }}\n");
        }

        text.Append("routes:\n");
        for (var service = 1; service <= services; service++)
            text.Append($"  - {{ name: route-{service}, match: {{ path: /service-{service}/* }}, service: service-{service} }}\n");
        return text.ToString();
    }
}
