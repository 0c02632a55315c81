namespace Perdure.Tests.Support;

/// <summary>System files for tests: free ports everywhere, and an instance that nobody runs.</summary>
internal static class SystemFiles
{
    public const string Good = """
        system: shop
        node: { id: gateway-1 }
        listeners:
          - { name: web, address: "127.0.0.1:0" }
        admin: { address: "127.0.0.1:0" }
        services:
          catalog:
            instances:
              - { id: catalog-1, url: "http://127.0.0.1:1" }
              - { id: catalog-2, url: "http://127.0.0.1:2" }
        routes:
          - { name: all, match: { path: /* }, service: catalog }

        """;

    public const string TwoErrors = """
        system: shop
        listeners:
          - { name: web, address: "127.0.0.1:0" }
        services:
          catalog:
            instances:
              - { id: catalog-1, url: "http://127.0.0.1:1", weight: many }
        routes:
          - { name: all, match: { path: /* }, service: catalogue }

        """;
}
