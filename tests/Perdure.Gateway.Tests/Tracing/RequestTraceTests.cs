using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Tests.Support;
using Perdure.Gateway.Tracing;
using Perdure.Model;
using Perdure.Resilience.Bulkheads;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Retrying;

namespace Perdure.Gateway.Tests.Tracing;

public sealed class RequestTraceTests
{
    private static readonly TraceRules s_rules = new(new TracesModel { Sample = 0 });

    private readonly TraceIds _ids = new(1, 2);
    private readonly RequestTrace _trace = new();

    [Fact]
    public void Trace_of_the_client_is_taken_over_with_its_decision()
    {
        var headers = new HeaderDictionary { ["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", ["tracestate"] = "a=1" };

        _trace.Begin(headers, s_rules, _ids);

        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", true, 0xb7ad6b7169203331UL, "a=1"), (_trace.Context.TraceIdText, _trace.Context.Sampled, _trace.Parent, _trace.State));
        Assert.NotEqual(_trace.Parent, _trace.Context.SpanId);
    }

    [Fact]
    public void Decision_against_a_trace_stands_whatever_the_share_is_here()
    {
        _trace.Begin(new HeaderDictionary { ["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00" }, new TraceRules(new TracesModel { Sample = 1 }), _ids);

        Assert.False(_trace.Context.Sampled);
    }

    [Fact]
    public void Broken_context_begins_a_new_trace_without_the_state_of_the_old_one()
    {
        _trace.Begin(new HeaderDictionary { ["traceparent"] = "00-00000000000000000000000000000000-b7ad6b7169203331-01", ["tracestate"] = "a=1" }, s_rules, _ids);

        Assert.Equal((true, false, 0UL, null), (_trace.Context.IsValid, _trace.Context.Sampled, _trace.Parent, _trace.State));
    }

    [Fact]
    public void Work_behind_a_request_is_in_its_trace_under_its_span()
    {
        _trace.Begin(new HeaderDictionary(), s_rules, _ids);
        var behind = new RequestTrace();

        behind.Begin(_trace, _ids);

        Assert.Equal(_trace.Context.TraceIdText, behind.Context.TraceIdText);
        Assert.Equal(_trace.Context.SpanId, behind.Parent);
        Assert.NotEqual(_trace.Context.SpanId, behind.Context.SpanId);
    }

    [Fact]
    public void Attempts_and_events_are_bounded_and_each_attempt_has_an_id_of_its_own()
    {
        var (service, selection) = ServiceOf();
        _trace.Begin(new HeaderDictionary(), s_rules, _ids);
        var seen = new HashSet<ulong> { _trace.Context.SpanId };
        for (var at = 0; at < 40; at++)
        {
            Assert.True(seen.Add(_trace.OnAttempt(service, selection, false, at).SpanId));
            _trace.On(TraceEventKind.Queued, at, 1, "main");
        }

        Assert.Equal((RequestTrace.AttemptsMax, 8), (_trace.Attempts.Length, _trace.AttemptsMissed));
        Assert.Equal((RequestTrace.EventsMax, 24), (_trace.Events.Length, _trace.EventsMissed));
        _trace.End();
        _trace.Begin(new HeaderDictionary(), s_rules, _ids);
        Assert.Equal((0, 0, 0, 0), (_trace.Attempts.Length, _trace.AttemptsMissed, _trace.Events.Length, _trace.EventsMissed));
    }

    [Fact]
    public void Retry_says_what_came_before_it_and_another_service_begins_anew()
    {
        var (service, selection) = ServiceOf();
        _trace.Begin(new HeaderDictionary(), s_rules, _ids);

        _trace.OnAttempt(service, selection, false, 1);
        _trace.OnRetry(AttemptCause.Reset, 25);
        _trace.OnAttempt(service, selection, false, 2);
        _trace.OnAttempt(service, selection, true, 3);
        _trace.OnService();
        _trace.OnAttempt(service, selection, false, 4);

        Assert.Equal(
            [(AttemptReason.First, 0L), (AttemptReason.Retry, 25L), (AttemptReason.Hedge, 0L), (AttemptReason.First, 0L)],
            _trace.Attempts.ToArray().Select(note => (note.Reason, note.BackoffMs)));
        Assert.Equal(AttemptCause.Reset, _trace.Attempts[1].Cause);
    }

    [Fact]
    public void Noting_a_request_allocates_nothing()
    {
        var (service, selection) = ServiceOf();
        var headers = new HeaderDictionary { ["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", ["tracestate"] = "a=1,b=2" };
        var none = new HeaderDictionary();
        Run(100);
        Assert.Equal(0, Allocations.LeastOf(() => Run(1_000)));

        void Run(int times)
        {
            for (; times > 0; times--)
            {
                _trace.Begin(times % 2 == 0 ? headers : none, s_rules, _ids);
                for (var attempt = 0; attempt < 3; attempt++)
                    _trace.OnAttempt(service, selection, false, 1).End(default, AttemptResult.Success, 2);
                _trace.On(TraceEventKind.Queued, 3, 1, "main");
                _trace.OnShed(ShedReason.QueueFull);
                _trace.End();
            }
        }
    }

    private static (ServiceRuntime Service, Selection Selection) ServiceOf()
    {
        var pool = new ServicePool("main", new ServicePoolOptions(), [new InstanceOptions { Id = "main-1", Key = "main-1" }], null, 0);
        var service = new ServiceRuntime(new ServiceModel { Name = "main" }, pool, new RetryBudget(new RetryBudgetOptions()), new ServiceCounters());
        return (service, pool.Select(new SelectionQuery { Random = 1 }));
    }
}
