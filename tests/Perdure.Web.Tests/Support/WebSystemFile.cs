using Perdure.EndToEnd.Tests.Support;

namespace Perdure.Web.Tests.Support;

/// <summary>The system file of the tests' node: something on every page.</summary>
internal static class WebSystemFile
{
    public static string Of(int adminPort, int gatewayPort, IEnumerable<TestInstance> instances) => $$"""
        system: shop
        node: { id: gateway-1, zone: eu-a }
        topology:
          regions:
            - { name: eu, zones: [eu-a, eu-b] }
        listeners:
          - { name: web, address: "127.0.0.1:{{gatewayPort}}" }
        admin:
          address: "127.0.0.1:{{adminPort}}"
          tokens:
            - { name: ops, role: operator, token: {{Site.OperatorToken}} }
            - { name: board, role: reader, token: {{Site.ReaderToken}} }
        services:
          shop:
            # The breaker is what the tests watch: it has to be the first to notice. So each instance has its requests, also one that was slow when it began.
            balancing: { policy: round-robin }
            healthCheck: { path: /healthz, interval: 500ms, timeout: 500ms, unhealthyAfter: 20 }
            outlierDetection: off
            # Nothing here hangs, and what is killed refuses at once: no time-out is to take an instance out that is well.
            timeouts: { connect: 5s, attempt: 10s, request: 20s }
            slowStart: 0s
            circuitBreaker: { minimumRequests: 5, openFor: 2s }
            instances:
        {{string.Join('\n', instances.Select((instance, i) => $"      - {{ id: {instance.Id}, url: \"{instance.Url}\", zone: eu-{(i < 2 ? 'a' : 'b')} }}"))}}
        queues:
          letters: { maxAttempts: 2 }
        flags:
          suggestions: { description: Suggestions beside the products }
        routes:
          - { name: items, match: { path: /catalog/* }, service: shop }
          - { name: rest, match: { path: /* }, service: shop, flag: suggestions }
        alerts:
          - { alert: PerdureBreakersOpen, for: 0s, keepFiringFor: 0s }

        """;
}
