using Perdure.Demo.Scenarios;
using Perdure.Load;

namespace Perdure.Demo.Traffic;

/// <summary>What clients saw in one part of a scenario.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Part">Which part of it.</param>
/// <param name="Get">The GETs.</param>
/// <param name="Post">The POSTs.</param>
public sealed record PhaseRow(DemoScenario Scenario, PhasePart Part, PhaseReport Get, PhaseReport Post)
{
    /// <summary>The crowd that wants the list of everything, which is optional; null when there was none.</summary>
    public PhaseReport? Crowd { get; init; }

    /// <summary>Answers to GETs that came from a fallback and said so.</summary>
    public long Fallbacks { get; init; }

    /// <summary>Payments that were accepted to be executed later (202).</summary>
    public long Deferred { get; init; }

    /// <summary>What happens, and when.</summary>
    public string Title => Part switch
    {
        PhasePart.Onset => $"{Scenario.Title}, first {DemoScenarios.Onset.TotalSeconds:0} s",
        PhasePart.Rest => $"{Scenario.Title}, then",
        _ => Scenario.Title,
    };

    /// <summary>Requests that were due.</summary>
    public long Sent => Get.Sent + Post.Sent;

    /// <summary>Requests that got what they asked for.</summary>
    public long Good => Get.Good + Post.Good;

    /// <summary>Requests that didn't.</summary>
    public long Failed => Get.Failed + Post.Failed;

    /// <summary>Requests without an answer so far.</summary>
    public long Outstanding => Get.Outstanding + Post.Outstanding;
}
