using System.Globalization;
using Perdure.Gauntlet.Rig;

namespace Perdure.Gauntlet.Soak;

/// <summary>Hurts one instance after the other, in an order that the seed fixes: kill and restart, stop, errors, slowness.</summary>
public sealed class RandomFaults(InstanceRig rig, int seed, TimeProvider time)
{
    private readonly Random _random = new(seed);

    /// <summary>Faults done so far, by kind.</summary>
    public SortedDictionary<string, int> Done { get; } = new(StringComparer.Ordinal);

    /// <summary>Goes on until <paramref name="end"/>; then everything is healed.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        try
        {
            while (true)
            {
                await PauseAsync(1, 4, end);
                var instance = rig.Instances[_random.Next(rig.Instances.Count)];
                await HurtAsync(instance, end);
            }
        }
        catch (OperationCanceledException)
        {
            // The soak is over.
        }
    }

    private async Task HurtAsync(InstanceProcess instance, CancellationToken end)
    {
        try
        {
            switch (_random.Next(4))
            {
                case 0: Count("kill -9"); instance.Kill(); break;
                case 1: Count("stop"); instance.Stop(); break;
                case 2: Count("errors"); instance.Command(string.Create(CultureInfo.InvariantCulture, $"errors {0.1 + 0.9 * _random.NextDouble():F2}")); break;
                default: Count("slow"); instance.Command("slow 20"); break;
            }
            await PauseAsync(2, 6, end);
        }
        finally
        {
            instance.Continue();
            instance.Command("ok");
            instance.Restart();
        }
    }

    private Task PauseAsync(double from, double to, CancellationToken end) =>
        Task.Delay(TimeSpan.FromSeconds(from + _random.NextDouble() * (to - from)), time, end);

    private void Count(string kind) => Done[kind] = Done.GetValueOrDefault(kind) + 1;
}
