namespace Perdure.Model.Reading;

/// <summary>The file that <c>perdure init</c> writes.</summary>
public static class StarterFile
{
    /// <summary>A commented system file that loads as it is.</summary>
    public static string Text =>
        """
        # A Perdure system file: one listener in front of one service with two instances.
        # Check it with `perdure check perdure.yaml`, start it with `perdure run perdure.yaml`.
        # Durations are written 250ms, 2s, 1h30m; shares 50%; ${NAME} reads the environment.
        # Commented lines show the defaults. docs/system-file.md explains every key.
        system: my-system

        listeners:
          - name: web
            address: 127.0.0.1:8080          # :8080 for all addresses
            # tls: { certificate: cert.pem, key: key.pem }

        # admin:
        #   address: 127.0.0.1:9090          # status, health and changes; tokens are needed on any other than loopback

        services:
          app:
            instances:                       # replace these with your own
              - { id: app-1, url: http://127.0.0.1:5001 }
              - { id: app-2, url: http://127.0.0.1:5002 }
              # An instance that Perdure itself starts, restarts and stops:
              # - id: app-3
              #   url: http://127.0.0.1:5003
              #   process: { command: [dotnet, App.dll, --urls, "http://127.0.0.1:5003"] }

            # Off unless written: asks every instance whether it is well.
            # healthCheck: { path: /healthz, interval: 2s, timeout: 1s }
            # Off unless written: keeps the service at its capacity when more comes than it can do.
            # bulkhead: { adaptive: true }

            # These protect the service without being written; write one to change it.
            # balancing: { policy: two-choices }
            # outlierDetection: { maxEjected: 50%, baseEjection: 5s }
            # circuitBreaker: { failureRatio: 50%, window: 10s, openFor: 5s }
            # retry: { attempts: 3, backoff: 25ms, on: [connect-failure, reset, timeout, 500, 502, 503, 504], budget: 20% }
            # timeouts: { connect: 1s, attempt: 5s, request: 15s, idle: 60s }

        routes:                              # the first that matches a request serves it
          - name: everything
            match: { path: /* }              # /a/b is exactly that, /a/* everything below /a/
            service: app

        """;
}
