namespace Perdure.Telemetry.Tests.Rules;

// Made-up series of a node for "promtool test rules": each scenario has some that fire a rule and some beside them that do not.
public sealed partial class PrometheusRulesTests
{
    // "a+bxn" is a series that begins at a and grows by b, n times: here every 15 s.
    private const string Scenarios = """
        rule_files: [rules.yml]
        evaluation_interval: 15s
        tests:
          - name: errors of a service, enough of them and too few
            interval: 15s
            input_series:
              - { series: 'perdure_service_requests_total{job="p", instance="n", perdure_service="bad", outcome="good"}', values: '0+90x80' }
              - { series: 'perdure_service_requests_total{job="p", instance="n", perdure_service="bad", outcome="failed"}', values: '0+10x80' }
              - { series: 'perdure_service_requests_total{job="p", instance="n", perdure_service="fair", outcome="good"}', values: '0+97x80' }
              - { series: 'perdure_service_requests_total{job="p", instance="n", perdure_service="fair", outcome="failed"}', values: '0+3x80' }
              - { series: 'perdure_service_requests_total{job="p", instance="n", perdure_service="rare", outcome="failed"}', values: '0+0x70 1+0x10' }
              - { series: 'perdure_service_requests_total{job="p", instance="n", perdure_service="rare", outcome="held-back"}', values: '0+100x80' }
            alert_rule_test:
              - eval_time: 15m
                alertname: PerdureErrors
                exp_alerts:
                  - exp_labels: { service: bad, severity: critical, system: shop, job: p, instance: n, perdure_service: bad }
                    exp_annotations:
                      summary: 'service bad: more than one of twenty requests fails'
                      description: 'service bad: error-ratio above 5% over 5m; it is 10%'
                      runbook_url: docs/runbooks/PerdureErrors.md
          - name: no instance of a service, half of them, and a drained one that does not count
            interval: 15s
            input_series:
              - { series: 'perdure_service_instances{job="p", instance="n", perdure_service="down", state="available"}', values: '0x20' }
              - { series: 'perdure_service_instances{job="p", instance="n", perdure_service="down", state="ejected"}', values: '2x20' }
              - { series: 'perdure_service_instances{job="p", instance="n", perdure_service="half", state="available"}', values: '1x20' }
              - { series: 'perdure_service_instances{job="p", instance="n", perdure_service="half", state="breaker-open"}', values: '1x20' }
              - { series: 'perdure_service_instances{job="p", instance="n", perdure_service="fine", state="warming"}', values: '1x20' }
              - { series: 'perdure_service_instances{job="p", instance="n", perdure_service="fine", state="drained"}', values: '5x20' }
            promql_expr_test:
              - expr: 'sum by (alertname, service) (ALERTS{alertstate="firing"})'
                eval_time: 3m
                exp_samples:
                  - { labels: '{alertname="PerdureServiceDown", service="down"}', value: 1 }
                  - { labels: '{alertname="HalfGone", service="down"}', value: 1 }
                  - { labels: '{alertname="HalfGone", service="half"}', value: 1 }
          - name: latencies of routes, and one with too few requests
            interval: 15s
            input_series:
              - { series: 'http_server_request_duration_seconds_bucket{job="p", instance="n", perdure_route="slow", outcome="good", le="0.25"}', values: '0+90x40' }
              - { series: 'http_server_request_duration_seconds_bucket{job="p", instance="n", perdure_route="slow", outcome="good", le="0.5"}', values: '0+100x40' }
              - { series: 'http_server_request_duration_seconds_bucket{job="p", instance="n", perdure_route="slow", outcome="good", le="+Inf"}', values: '0+100x40' }
              - { series: 'http_server_request_duration_seconds_count{job="p", instance="n", perdure_route="slow", outcome="good"}', values: '0+100x40' }
              - { series: 'http_server_request_duration_seconds_bucket{job="p", instance="n", perdure_route="fast", outcome="good", le="0.25"}', values: '0+100x40' }
              - { series: 'http_server_request_duration_seconds_bucket{job="p", instance="n", perdure_route="fast", outcome="good", le="+Inf"}', values: '0+100x40' }
              - { series: 'http_server_request_duration_seconds_count{job="p", instance="n", perdure_route="fast", outcome="good"}', values: '0+100x40' }
              - { series: 'http_server_request_duration_seconds_bucket{job="p", instance="n", perdure_route="rare", outcome="good", le="0.25"}', values: '0x30 0x10' }
              - { series: 'http_server_request_duration_seconds_bucket{job="p", instance="n", perdure_route="rare", outcome="good", le="+Inf"}', values: '0x30 5x10' }
              - { series: 'http_server_request_duration_seconds_count{job="p", instance="n", perdure_route="rare", outcome="good"}', values: '0x30 5x10' }
            promql_expr_test:
              - expr: 'sum by (alertname, route) (ALERTS{alertname="SlowRoute"})'
                eval_time: 9m
                exp_samples:
                  - { labels: '{alertname="SlowRoute", route="slow"}', value: 1 }
          - name: too little, which few requests are as well
            interval: 15s
            input_series:
              - { series: 'perdure_route_requests_total{job="p", instance="n", perdure_route="well", tier="standard", outcome="good"}', values: '0+100x40' }
              - { series: 'perdure_route_requests_total{job="p", instance="n", perdure_route="well", tier="standard", outcome="failed"}', values: '0x40' }
              - { series: 'perdure_route_requests_total{job="p", instance="n", perdure_route="ill", tier="standard", outcome="good"}', values: '0+100x40' }
              - { series: 'perdure_route_requests_total{job="p", instance="n", perdure_route="ill", tier="standard", outcome="failed"}', values: '0+10x40' }
              - { series: 'perdure_route_requests_total{job="p", instance="n", perdure_route="idle", tier="standard", outcome="failed"}', values: '7x40' }
            promql_expr_test:
              - expr: 'sum by (alertname, route) (ALERTS{alertname="Quiet"})'
                eval_time: 9m
                exp_samples:
                  - { labels: '{alertname="Quiet", route="well"}', value: 1 }
                  - { labels: '{alertname="Quiet", route="idle"}', value: 1 }
          - name: budgets that burn, and two failures at night
            interval: 1m
            input_series:
              - { series: 'perdure_slo_objective_ratio{job="p", instance="n", perdure_route="bad", slo="availability"}', values: '0.999x500' }
              - { series: 'perdure_slo_window_seconds{job="p", instance="n", perdure_route="bad"}', values: '2592000x500' }
              - { series: 'perdure_slo_requests_total{job="p", instance="n", perdure_route="bad", slo="availability", result="good"}', values: '0+98x500' }
              - { series: 'perdure_slo_requests_total{job="p", instance="n", perdure_route="bad", slo="availability", result="bad"}', values: '0+2x120 240x380' }
              - { series: 'perdure_slo_objective_ratio{job="p", instance="n", perdure_route="slow", slo="latency"}', values: '0.99x500' }
              - { series: 'perdure_slo_window_seconds{job="p", instance="n", perdure_route="slow"}', values: '2592000x500' }
              - { series: 'perdure_slo_requests_total{job="p", instance="n", perdure_route="slow", slo="latency", result="good"}', values: '0+92x500' }
              - { series: 'perdure_slo_requests_total{job="p", instance="n", perdure_route="slow", slo="latency", result="bad"}', values: '0+8x500' }
              - { series: 'perdure_slo_objective_ratio{job="p", instance="n", perdure_route="night", slo="availability"}', values: '0.999x500' }
              - { series: 'perdure_slo_window_seconds{job="p", instance="n", perdure_route="night"}', values: '2592000x500' }
              - { series: 'perdure_slo_requests_total{job="p", instance="n", perdure_route="night", slo="availability", result="good"}', values: '0+2x500' }
              - { series: 'perdure_slo_requests_total{job="p", instance="n", perdure_route="night", slo="availability", result="bad"}', values: '0x115 2x385' }
              - { series: 'perdure_slo_objective_ratio{job="p", instance="n", perdure_route="short", slo="availability"}', values: '0.999x500' }
              - { series: 'perdure_slo_window_seconds{job="p", instance="n", perdure_route="short"}', values: '7200x500' }
              - { series: 'perdure_slo_requests_total{job="p", instance="n", perdure_route="short", slo="availability", result="good"}', values: '0+90x500' }
              - { series: 'perdure_slo_requests_total{job="p", instance="n", perdure_route="short", slo="availability", result="bad"}', values: '0+10x500' }
            promql_expr_test:
              - expr: 'sum by (alertname, route) (ALERTS{alertstate="firing", alertname=~"PerdureBudgetBurn(Fast)?"})'
                eval_time: 119m
                exp_samples:
                  - { labels: '{alertname="PerdureBudgetBurnFast", route="bad"}', value: 1 }
                  - { labels: '{alertname="PerdureBudgetBurnFast", route="short"}', value: 1 }
                  - { labels: '{alertname="PerdureBudgetBurn", route="bad"}', value: 1 }
                  - { labels: '{alertname="PerdureBudgetBurn", route="slow"}', value: 1 }
              - expr: 'sum by (alertname, route) (ALERTS{alertstate="firing", alertname="PerdureBudgetBurnFast"})'
                eval_time: 130m
                exp_samples:
                  - { labels: '{alertname="PerdureBudgetBurnFast", route="short"}', value: 1 }
        """;
}
