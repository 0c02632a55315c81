namespace Perdure.Gateway.Tests.Support;

/// <summary>
/// How much something allocates each time it runs. The runtime has small allocations of its own on whatever thread it needs them, now and then: what is
/// the work's own is there every time.
/// </summary>
internal static class Allocations
{
    private const int Rounds = 20;

    /// <summary>The least number of bytes that a round of <paramref name="run"/> allocated on this thread; 0 as soon as one allocated nothing.</summary>
    public static long LeastOf(Action run)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
