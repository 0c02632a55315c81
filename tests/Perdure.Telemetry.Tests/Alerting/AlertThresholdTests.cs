using Perdure.Model;
using Perdure.Telemetry.Alerting;

namespace Perdure.Telemetry.Tests.Alerting;

public sealed class AlertThresholdTests
{
    private static AlertExpression Above(AlertSignal signal, double bound) => new() { Signal = signal, Above = new AlertBound(AlertSignals.Of(signal).Unit, bound) };

    private static AlertExpression Below(AlertSignal signal, double bound) => new() { Signal = signal, Below = new AlertBound(AlertSignals.Of(signal).Unit, bound) };

    [Theory]
    [InlineData(0.05, false, AlertSign.Absent)]
    [InlineData(0.051, false, AlertSign.Present)]
    [InlineData(0.046, true, AlertSign.Present)]
    [InlineData(0.045, true, AlertSign.Absent)]
    public void Measured_signal_must_come_back_a_tenth_beyond_its_bound(double value, bool firing, AlertSign expected) =>
        Assert.Equal(expected, AlertThreshold.Sign(Above(AlertSignal.ErrorRatio, 0.05), value, firing));

    [Theory]
    [InlineData(0, false, AlertSign.Present)]
    [InlineData(1, true, AlertSign.Absent)]
    public void Count_is_compared_as_it_is(double value, bool firing, AlertSign expected) =>
        Assert.Equal(expected, AlertThreshold.Sign(Below(AlertSignal.InstancesAvailable, 1), value, firing));

    [Fact]
    public void Ratio_that_is_whole_again_is_enough() => Assert.Equal(AlertSign.Absent, AlertThreshold.Sign(Below(AlertSignal.Saturation, 1), 1, firing: true));

    [Fact]
    public void Truth_needs_no_bound()
    {
        var expression = new AlertExpression { Signal = AlertSignal.StoreLost };
        Assert.Equal(AlertSign.Present, AlertThreshold.Sign(expression, 1, false));
        Assert.Equal(AlertSign.Absent, AlertThreshold.Sign(expression, 0, true));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(double.NaN)]
    public void Value_that_cannot_be_read_says_nothing(double? value) => Assert.Equal(AlertSign.Unknown, AlertThreshold.Sign(Above(AlertSignal.ErrorRatio, 0), value, true));
}
