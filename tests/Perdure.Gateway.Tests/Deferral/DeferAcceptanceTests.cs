using System.Reflection;
using Perdure.Durability.Storage;
using Perdure.Gateway.Deferral;

namespace Perdure.Gateway.Tests.Deferral;

public sealed class DeferAcceptanceTests
{
    private static readonly NewJob Job = new() { Queue = "later", DedupeKey = "k" };

    [Fact]
    public async Task Enqueueing_whose_outcome_is_not_known_is_repeated()
    {
        var jobs = Store(DurabilityFailure.UnknownOutcome, null);
        Assert.Equal("id", (await DeferAcceptance.EnqueueAsync(jobs, Job)).Id);
    }

    [Theory]
    [InlineData(DurabilityFailure.Unavailable)]
    [InlineData(DurabilityFailure.Full)]
    [InlineData(DurabilityFailure.Closed)]
    [InlineData(DurabilityFailure.UnknownOutcome)]
    public async Task Enqueueing_stays_unknown_when_its_repetition_does_nothing(DurabilityFailure second)
    {
        var error = await Assert.ThrowsAsync<DurabilityException>(() => DeferAcceptance.EnqueueAsync(Store(DurabilityFailure.UnknownOutcome, second), Job).AsTask());
        Assert.Equal(DurabilityFailure.UnknownOutcome, error.Failure);
    }

    [Fact]
    public async Task Enqueueing_that_did_nothing_is_not_repeated()
    {
        var error = await Assert.ThrowsAsync<DurabilityException>(() => DeferAcceptance.EnqueueAsync(Store(DurabilityFailure.Unavailable, null), Job).AsTask());
        Assert.Equal(DurabilityFailure.Unavailable, error.Failure);
    }

    private static IJobStore Store(params DurabilityFailure?[] answers)
    {
        var store = DispatchProxy.Create<IJobStore, Answers>();
        ((Answers)(object)store).Next = new Queue<DurabilityFailure?>(answers);
        return store;
    }

#pragma warning disable CA1852 // A proxy is made of it.
    private class Answers : DispatchProxy
#pragma warning restore CA1852
    {
        public Queue<DurabilityFailure?> Next { get; set; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Assert.Equal(nameof(IJobStore.EnqueueAsync), targetMethod!.Name);
            return Next.Dequeue() is { } failure
                ? ValueTask.FromException<IReadOnlyList<EnqueuedJob>>(new DurabilityException(failure, "so it is"))
                : ValueTask.FromResult<IReadOnlyList<EnqueuedJob>>([new EnqueuedJob("id", false)]);
        }
    }
}
