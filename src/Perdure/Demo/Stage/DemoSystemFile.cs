using System.Text;
using System.Text.Json;

namespace Perdure.Demo.Stage;

/// <summary>Writes the system file of the demo: the shop in two zones, run by the node itself. Pure.</summary>
public static class DemoSystemFile
{
    /// <summary>The instances of the shop and their zones.</summary>
    private static readonly (string Service, int Number, string Zone)[] Instances =
    [
        ("catalog", 1, "eu-a"), ("catalog", 2, "eu-a"), ("catalog", 3, "eu-b"), ("catalog", 4, "eu-b"),
        ("recommendations", 1, "eu-a"), ("recommendations", 2, "eu-b"),
        ("payments", 1, "eu-a"), ("payments", 2, "eu-b"),
    ];

    /// <summary>The folder, in the demo's, by which payments processes recognise keys.</summary>
    public const string Keys = "keys";

    /// <summary>The queue of the payments that were accepted for later.</summary>
    public const string Queue = "payments";

    /// <summary>How many ports it needs.</summary>
    public static int PortCount => Instances.Length + 2;

    /// <summary>The text of the file.</summary>
    /// <param name="dotnet">Command that runs .NET assemblies.</param>
    /// <param name="shop">Path of Shop.dll.</param>
    /// <param name="directory">Where the payments keep their ledgers.</param>
    /// <param name="ports">As many as <see cref="PortCount"/>: the listener, the admin API, the instances.</param>
    public static string Text(string dotnet, string shop, string directory, IReadOnlyList<int> ports)
    {
        var yaml = new StringBuilder($"""
            # Written by `perdure demo`. The node has no zone of its own, so that every instance takes part and every fault hurts.
            system: demo
            listeners:
              - name: web
                protocol: http
                address: 127.0.0.1:{ports[0]}
            admin:
              address: 127.0.0.1:{ports[1]}
            topology:
              regions:
                - name: eu
                  zones: [eu-a, eu-b]
            services:

            """);
        for (var i = 0; i < Instances.Length; i++)
        {
            var (service, number, zone) = Instances[i];
            var id = $"{service}-{number}";
            if (number == 1) yaml.Append($"  {service}:\n{PoliciesOf(service)}    instances:\n");
            string[] command = [dotnet, shop, service, "--port", $"{ports[i + 2]}", "--id", id, "--zone", zone];
            if (service == "payments") command = [.. command, "--ledger", Path.Combine(directory, $"{id}.ledger"), "--keys", Path.Combine(directory, Keys)];
            yaml.Append($"""
                      - id: {id}
                        url: http://127.0.0.1:{ports[i + 2]}
                        zone: {zone}
                        process:
                          command: [{string.Join(", ", command.Select(Quote))}]
                          restart: always
                          stopTimeout: 3s

                """);
        }
        return yaml.Append($$"""
            queues:
              {{Queue}}: { maxAttempts: 100, backoff: 200ms, maxBackoff: 1s }
            flags:
              recommendations:
                offWhen: { breaker: recommendations, for: 1s, backAfter: 3s }
            routes:
              - name: list
                match: { path: /catalog/items, methods: [GET] }
                service: catalog
                tier: optional
              - name: browse
                match: { path: /catalog/*, methods: [GET] }
                service: catalog
                tier: critical
              - name: suggest
                match: { path: /recommendations/*, methods: [GET] }
                service: recommendations
                tier: optional
                flag: recommendations
                fallback:
                  - { service: catalog, path: /catalog/popular }
                  - { contentType: application/json, body: '[]' }
              - name: pay
                match: { path: /payments, methods: [POST] }
                service: payments
                tier: critical
                idempotency: { caller: none }
                defer: { when: unavailable, queue: {{Queue}} }

            """).ToString();
    }

    /// <summary>The work takes milliseconds: a second without an answer is trouble.</summary>
    private static string PoliciesOf(string service) => $$"""
            healthCheck: { path: /healthz, interval: 1s, timeout: 500ms }
            timeouts: { connect: 500ms, attempt: {{AttemptOf(service)}}, request: 5s }
            slowStart: 5s

        """
        + (service == "catalog"
            ? """
                bulkhead: { adaptive: true, minConcurrent: 24, queueTimeout: 250ms }
                hedge: { after: p95, budget: 5% }

            """
            : "");

    /// <summary>Nobody waits long for suggestions: there is a fallback.</summary>
    private static string AttemptOf(string service) => service switch { "payments" => "2s", "recommendations" => "300ms", _ => "1s" };

    /// <summary>A JSON string is a YAML string, whatever a path contains.</summary>
    private static string Quote(string value) => JsonSerializer.Serialize(value);
}
