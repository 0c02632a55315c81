namespace Perdure.Model.Tests.Reading;

public sealed class AllAtOnceTests
{
    [Fact]
    public void File_with_many_mistakes_reports_each_once_in_the_order_of_its_lines() => SystemFile.Says(
        """
        system: shop
        nodes: {}
        listeners:
          - name: web
            address: 8080
            limits: { maxHeaders: lots, maxHeaderSize: 10 }
          - name: web
            address: 0.0.0.0:9090
        services:
          catalog:
            instance: []
            helth_check: {}
            retry: { attempts: many, backof: 1s, on: [conect-failure] }
            dependsOn: [payments]
          payments:
            instances:
              - { id: a, url: http://127.0.0.1:1, role: standby }
              - { id: a, url: http://127.0.0.1:1, wieght: 0 }
            dependsOn: [catalog, catalgo]
            timeouts: fast
            outlierDetection: no
        routes:
          - { name: all, match: { path: /* }, service: catalogue }
          - { name: b, match: { path: /a*, methods: [get] } }
        """,
        "2:1: error: nodes: unknown key; did you mean \"node\"?",
        "5:14: error: listeners[0].address: expected an address with a port, found \"8080\"; write 127.0.0.1:8080, or :8080 for all addresses",
        "6:27: error: listeners[0].limits.maxHeaders: expected an integer from 1 to 1000, found \"lots\"",
        "6:48: error: listeners[0].limits.maxHeaderSize: expected a size from 1KiB to 1MiB, found \"10\"",
        "7:11: error: listeners[1].name: expected a unique name, found that of listeners[0] on line 4 again; give one of the two another name",
        "8:14: error: listeners[1].address: expected an address of its own, found one that collides with admin.address (127.0.0.1:9090); "
            + "give the listener or admin.address another port",
        "11:5: error: services.catalog.instance: unknown key; did you mean \"instances\"?",
        "12:5: error: services.catalog.helth_check: unknown key; did you mean \"healthCheck\"?",
        "13:24: error: services.catalog.retry.attempts: expected an integer from 1 to 10, found \"many\"",
        "13:30: error: services.catalog.retry.backof: unknown key; did you mean \"backoff\"?",
        "13:47: error: services.catalog.retry.on[0]: expected connect-failure, reset, timeout or a status from 400 to 599, "
            + "found \"conect-failure\"; did you mean \"connect-failure\"?",
        "18:15: error: services.payments.instances[1].id: expected a unique id, found that of services.payments.instances[0] on line 17 again; "
            + "give one of the two another id",
        "18:23: error: services.payments.instances[1].url: expected a unique url, found that of services.payments.instances[0] on line 17 again; "
            + "give one of the two another url",
        "18:43: error: services.payments.instances[1].wieght: unknown key; did you mean \"weight\"?",
        "19:17: error: services.payments.dependsOn[0]: services depend on each other in a circle: catalog → payments → catalog; "
            + "remove one of these dependencies",
        "19:26: error: services.payments.dependsOn[1]: expected the name of a service, found \"catalgo\"; did you mean \"catalog\"?",
        "20:15: error: services.payments.timeouts: expected a mapping, found a text; keys known here: connect, attempt, request, idle",
        "21:23: error: services.payments.outlierDetection: expected a mapping, or off, found \"no\"; write off to switch it off; "
            + "keys known here: interval, minimumRequests, maxEjected, baseEjection, maxEjection, consecutiveFailures",
        "23:48: error: routes[0].service: expected the name of a service, found \"catalogue\"; did you mean \"catalog\"?",
        "24:5: error: routes[1].service: expected a name of letters, digits, dots, dashes and underscores, found nothing; add service: it is required",
        "24:31: error: routes[1].match.path: expected a path such as /a/b, or /a/* for all below /a/, found \"/a*\"; * stands alone after the last /",
        "24:46: error: routes[1].match.methods[0]: expected an HTTP method in capitals, such as GET, found \"get\"; write GET");

    [Fact]
    public void Empty_mapping_misses_what_is_required_and_nothing_else() => SystemFile.Says(
        "{}",
        "1:1: error: system: expected a name of letters, digits, dots, dashes and underscores, found nothing; add system: it is required",
        "1:1: error: listeners: expected a list of at least one listener, found nothing; add listeners: it is required",
        "1:1: error: services: expected a mapping of at least one service, found nothing; add services: it is required",
        "1:1: warning: routes: there are no routes: every request is answered with 404; add a route");

    [Fact]
    public void Endless_mistakes_are_counted_rather_than_shown()
    {
        var result = SystemFile.Read(string.Join('\n', Enumerable.Range(0, 100_000).Select(i => $"k{i}: x")));

        Assert.Equal(501, result.Diagnostics.Length);
        Assert.Contains("more like these are not shown", result.Diagnostics[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistake_inside_what_is_not_supported_yet_is_not_reported() => SystemFile.Says(
        SystemFile.WithListeners("{ name: web, address: 127.0.0.1:8080 }", "{ protocol: udp, address: nonsense, service: [x], oops: 1 }"),
        "9:17: error: listeners[1].protocol: udp listeners are not supported yet; remove the listener to use the file with this version");
}
