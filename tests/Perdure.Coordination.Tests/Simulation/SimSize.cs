using System.Globalization;

namespace Perdure.Coordination.Tests.Simulation;

/// <summary>How many stories are simulated: so many times as many as usual as PERDURE_SIMULATIONS says, for long runs.</summary>
internal static class SimSize
{
    public static int Stories(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("PERDURE_SIMULATIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times > 0
            ? usual * times
            : usual;
}
