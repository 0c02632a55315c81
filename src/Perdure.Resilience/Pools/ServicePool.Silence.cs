using System.Globalization;
using Perdure.Resilience.OutlierDetection;

namespace Perdure.Resilience.Pools;

// What follows from silence: instances that owe several answers and give none.
public sealed partial class ServicePool
{
    private bool _heedSilence = true;

    // An instance that answers nothing at all is found by that, long before attempts time out; and clients that give up early can't hide it.
    private void JudgeSilence(long nowMs)
    {
        var (total, silent) = (0, 0);
        foreach (var instance in Instances)
        {
            if (!PoolViewBuilder.IsUsable(instance, panic: false)) continue;
            total++;
            if (instance.IsSilent(nowMs)) silent++;
        }
        // As with any suspicion: when it falls on most of them, it is disregarded.
        Volatile.Write(ref _heedSilence, total - silent >= Options.PanicThreshold * total);
        if (Options.OutlierDetection is not { } detection || _view.Panic) return;
        foreach (var instance in Instances)
        {
            if (instance.Unanswered < Silence.Attempts || instance.UsualP99Ms == 0 || !IsJudged(instance)) continue;
            var silentMs = instance.SilentMs(nowMs);
            var part = Evidence.For(detection, instance.Standing.IsHinted(nowMs)).SilencePart;
            if (silentMs < part * Silence.EjectionMs(instance.UsualP99Ms) || !OthersAnswer(instance, silentMs, nowMs)) continue;
            instance.Standing.EjectedForSilence = TryEject(instance, string.Create(
                CultureInfo.InvariantCulture, $"no answer for {silentMs / 1000.0:0.0} s, {instance.Unanswered} attempts unanswered"), detection, nowMs);
        }
    }

    private bool OthersAnswer(Instance one, long silentMs, long nowMs)
    {
        long answers = 0;
        foreach (var other in Instances)
        {
            if (other == one || !IsJudged(other)) continue;
            var counts = other.Window.Since(nowMs - silentMs, nowMs);
            answers += counts.Calls - counts.Failures;
        }
        return answers >= Silence.AnswersOfOthers;
    }
}
