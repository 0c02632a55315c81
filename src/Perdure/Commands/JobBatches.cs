using Perdure.Console.Nodes;
using Perdure.Durability.Storage;

namespace Perdure.Commands;

/// <summary>Changes that reach a bounded number of jobs in a call, repeated until they have reached all.</summary>
internal static class JobBatches
{
    /// <summary>Repeats it, and returns how many it reached.</summary>
    public static async Task<int> AllAsync(Func<Task<JobCount>> change)
    {
        var all = 0;
        while (true)
        {
            var count = (await change()).Jobs;
            all += count;
            if (count < StoreLimits.SweepMax)
                return all;
        }
    }
}
