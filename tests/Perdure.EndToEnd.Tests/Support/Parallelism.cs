// Each test runs several processes on what may be two cores: three at a time, since much of their time is waiting.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]

namespace Perdure.EndToEnd.Tests.Support;

/// <summary>Tests that measure what clients see, and so have the machine for themselves, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class Alone
{
    /// <summary>The collection.</summary>
    public const string Name = "alone";
}
