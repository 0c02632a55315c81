namespace Perdure.EndToEnd.Tests.Support;

/// <summary>Texts of system files: free ports for listeners and the admin address, one service.</summary>
internal static class SystemFiles
{
    /// <summary>
    /// All the trouble is what a test makes: a machine that has no time for its instances must not look like an instance that has died.
    /// </summary>
    public const string Patient = """
            healthCheck: { path: /healthz, interval: 1s, timeout: 1s, unhealthyAfter: 10 }
            timeouts: { connect: 30s, attempt: 30s, request: 60s }
            slowStart: 2s
        """;

    /// <summary>Time-outs that fit work of milliseconds: half a second without an answer is trouble.</summary>
    public const string Quick = """
            healthCheck: { path: /healthz, interval: 1s, timeout: 500ms }
            timeouts: { connect: 500ms, attempt: 500ms, request: 5s }
            slowStart: 2s
        """;

    /// <summary>
    /// A node in front of these instances. All clients are one to it: after a moment in which nothing was answered, those that come as they are
    /// due have more connections than it allows one client.
    /// </summary>
    public static string Of(IEnumerable<TestInstance> instances, string policies = Patient) => $$"""
        system: shop
        node: { id: gateway-1 }
        listeners:
          - { name: web, address: "127.0.0.1:0", limits: { maxConnectionsPerClient: 0 } }
        admin: { address: "127.0.0.1:0" }
        services:
          shop:
        {{policies}}
            instances:
        {{string.Join('\n', instances.Select(instance => $"      - {{ id: {instance.Id}, url: \"{instance.Url}\" }}"))}}
        routes:
          - { name: all, match: { path: /* }, service: shop }

        """;
}
