namespace Perdure.Model;

/// <summary>What a signal is. Immutable.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Name">Its name in the system file.</param>
/// <param name="Unit">What its value counts.</param>
/// <param name="Scopes">Of what it can be; <see cref="AlertScope.Node"/> for the node alone.</param>
/// <param name="Windowed">Whether it is measured over a time, <c>over</c>; all others are as of now.</param>
public sealed record AlertSignalInfo(AlertSignal Signal, string Name, AlertUnit Unit, AlertScope Scopes, bool Windowed)
{
    /// <summary>
    /// How far beyond its bound, as a share of that, the value must come back before a firing alert ends: what is measured trembles. 0 for what is counted.
    /// </summary>
    public double Margin => Windowed || Signal is AlertSignal.Saturation or AlertSignal.DiskUsed ? 0.1 : 0;
}
