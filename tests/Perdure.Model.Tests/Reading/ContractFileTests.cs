using System.Net;
using Perdure.Model.Reading;

namespace Perdure.Model.Tests.Reading;

public sealed class ContractFileTests
{
    /// <summary>Everything in the contract that this version refuses, as line:column path.</summary>
    private static readonly string[] NotSupportedYet =
    [
        "17:15 listeners[1].protocol",
        "63:34 services.orders-db.instances[0].url",
    ];

    [Fact]
    public void Contract_names_exactly_what_is_not_supported_yet()
    {
        var result = SystemFile.Read(SystemFile.Contract, ("PERDURE_OPS_TOKEN", "0123456789abcdef"));

        Assert.Null(result.Model);
        var errors = result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
        Assert.All(errors, d => Assert.Equal(DiagnosticKind.NotSupportedYet, d.Kind));
        Assert.All(errors, d => Assert.Contains("not supported yet", d.Message, StringComparison.Ordinal));
        Assert.Equal("alerts[0].runbook: there is no such file", Assert.Single(result.Diagnostics.Except(errors)) is var warning ? $"{warning.Path}: {warning.Message}" : "");
        Assert.Equal(NotSupportedYet, errors.Select(d => $"{d.Line}:{d.Column} {d.Path}"));
    }

    [Fact]
    public void Contract_checked_without_its_variables_adds_a_warning()
    {
        var result = SystemFile.Read(SystemFile.Contract, new SystemFileOptions { CheckOnly = true });

        var added = Assert.Single(result.Diagnostics, d => d.Kind == DiagnosticKind.Environment);
        Assert.Equal(
            "/etc/perdure/perdure.yaml:24:43: warning: admin.tokens[0].token: the environment variable PERDURE_OPS_TOKEN is not set; "
            + "it must be set where the file is used",
            added.ToString());
        Assert.Equal(NotSupportedYet.Length + 2, result.Diagnostics.Length);
    }

    [Fact]
    public void Contract_without_what_is_not_supported_yet_loads_in_full()
    {
        var model = SystemFile.Model(ContractText.Supported(), ("PERDURE_OPS_TOKEN", "0123456789abcdef"));

        Assert.Equal("shop", model.Name);
        Assert.Equal(("gateway-1", "eu", "eu-a"), (model.Node.Id, model.Node.Region, model.Node.Zone));
        Assert.Equal("/etc/perdure/data", model.Node.DataDirectory);
        Assert.Equal(IPEndPoint.Parse("127.0.0.1:8080"), Assert.Single(model.Listeners).Address);
        Assert.Equal(AdminRole.Operator, Assert.Single(model.Admin.Tokens).Role);
        Assert.Equal("us", model.Topology.RegionOf("us-a"));
        Assert.Equal(["catalog", "recommendations", "payments"], model.Services.Select(s => s.Name));
        Assert.Equal(["browse", "suggest", "pay", "everything-else"], model.Routes.Select(r => r.Name));
        Assert.Equal("recommendations", model.Routes[1].Flag);
        Assert.Equal(100, Assert.Single(model.Flags).DefaultPercent);
        Assert.Equal(new RateLimitModel { Requests = 1000, Burst = 200 }, model.Routes[0].RateLimit);
        Assert.Equal((CoordinationEngine.Embedded, "/perdure/shop"), (model.Coordination.Engine, model.Coordination.Prefix));
        Assert.Equal(BuiltInAlerts.All.Length + 1, model.Alerts.Length);
        Assert.Equal(
            ("PaymentsFailing", "error-ratio above 5% over 1m", "payments", TimeSpan.FromMinutes(5), AlertSeverity.Critical),
            (model.Alerts[^1].Name, model.Alerts[^1].Expression!.ToString(), model.Alerts[^1].Expression!.Name, model.Alerts[^1].For, model.Alerts[^1].Severity));
        Assert.Equal(new Uri("http://127.0.0.1:9099/alerts"), Assert.Single(model.Notify).Webhook);
        Assert.Equal(new TelemetryModel { AccessLog = new AccessLogModel() }, model.Telemetry);
        Assert.Equal(["POST"], model.Routes[2].Match.Methods.ToArray());
        Assert.Equal([Tier.Critical, Tier.Optional, Tier.Critical, Tier.Standard], model.Routes.Select(r => r.Tier));
        Assert.Equal(new CacheModel { Ttl = TimeSpan.FromSeconds(2), StaleWhileRevalidate = TimeSpan.FromSeconds(10) }, model.Routes[0].Cache);
        Assert.Equal(new DurabilityModel(), model.Durability);
        Assert.Equal(new IdempotencyModel { Required = true }, model.Routes[2].Idempotency);
        Assert.Equal(new DeferModel { Queue = "payments" }, model.Routes[2].Defer);
        Assert.Equal(
            new QueueModel
            {
                Name = "payments", MaxAttempts = 20, MaxBackoff = TimeSpan.FromMinutes(1), DeadLetterAfter = TimeSpan.FromHours(24),
            },
            Assert.Single(model.Queues));
        Assert.Equal(
            [
                new FallbackModel { Service = "catalog", Path = "/catalog/popular" },
                new FallbackModel { Answer = new StaticAnswer { ContentType = "application/json", Body = "{\"items\":[]}" } },
            ],
            model.Routes[1].Fallbacks.ToArray());
    }

    [Fact]
    public void Contract_service_reads_as_written()
    {
        var catalog = SystemFile.Model(ContractText.Supported(), ("PERDURE_OPS_TOKEN", "0123456789abcdef")).Services[0];

        Assert.Equal(["catalog-1", "catalog-2", "catalog-3", "catalog-4"], catalog.Instances.Select(i => i.Id));
        Assert.Equal(
            ("us-a", "us", InstanceRole.Standby), (catalog.Instances[2].Zone, catalog.Instances[2].Region, catalog.Instances[2].Role));
        Assert.Equal(2, catalog.Instances[1].Weight);
        Assert.Equal(["dotnet", "Shop.dll", "catalog", "--port", "5104"], catalog.Instances[3].Process!.Command.ToArray());
        Assert.Equal("/etc/perdure", catalog.Instances[3].Process!.WorkingDirectory);
        Assert.Equal(BalancingPolicy.LeastRequests, catalog.Balancing.Policy);
        Assert.Equal(new HealthCheckModel(), catalog.HealthCheck);
        Assert.Equal(new OutlierDetectionModel(), catalog.OutlierDetection);
        Assert.Equal(new CircuitBreakerModel { SlowCall = TimeSpan.FromSeconds(2) }, catalog.CircuitBreaker);
        Assert.Equal(RetryCauses.ConnectFailure | RetryCauses.Reset, catalog.Retry.Causes);
        Assert.Equal([502, 503, 504], catalog.Retry.Statuses.ToArray());
        Assert.Equal(
            new TimeoutsModel { Attempt = TimeSpan.FromSeconds(2), Request = TimeSpan.FromSeconds(5) },
            catalog.Timeouts);
        Assert.Equal(new HedgeModel(), catalog.Hedge);
        Assert.Equal(new BulkheadModel { MaxConcurrent = 200 }, catalog.Bulkhead);
    }
}
