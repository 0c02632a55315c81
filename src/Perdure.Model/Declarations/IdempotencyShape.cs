using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>idempotency</c> of a route.</summary>
internal static class IdempotencyShape
{
    private static readonly Key<bool> Required = new(
        "required", Choices.Of([("true", true), ("false", false)]), "true refuses requests without an Idempotency-Key with 400.")
    {
        Default = "false",
    };

    private static readonly Key<TimeSpan> Retention = new(
        "retention", Durations.Between("1m", "8760h"), "How long an answer is kept and given again.")
    {
        Default = "24h",
    };

    private static readonly Key<IdempotencyCaller> Caller = new(
        "caller", RequestTexts.Caller, "What tells callers apart; keys of different callers have nothing to do with each other.")
    {
        Default = "authorization",
    };

    private static readonly Key<TimeSpan> Wait = new(
        "wait", Durations.Between("0s", "30s"), "How long a duplicate waits for the request in flight before it is answered with 409.")
    {
        Default = "0s",
    };

    private static readonly Key<long> MaxBody = new(
        "maxBody", Numbers.Size("1KiB", "1MiB"), "The largest body of a request that carries a key, and of an answer that is kept.")
    {
        Default = "1MiB",
    };

    private static readonly Key<string> Reconcile = new(
        "reconcile", ReconcileShape.Shape, "How the service is asked what became of a request whose outcome is unknown.")
    {
        DefaultInWords = "the service is not asked",
    };

    public static MappingShape<IdempotencyModel> Shape { get; } = new(
        [Required, Retention, Caller, Wait, MaxBody, Reconcile],
        v => new IdempotencyModel
        {
            Required = v.Get(Required),
            Retention = v.Get(Retention),
            Caller = v.Get(Caller),
            Wait = v.Get(Wait),
            MaxBody = v.Get(MaxBody),
            ReconcilePath = v.Find(Reconcile),
        });
}
