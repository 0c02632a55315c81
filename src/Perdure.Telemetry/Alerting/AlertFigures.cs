using System.Collections.Immutable;
using Perdure.Model;

namespace Perdure.Telemetry.Alerting;

/// <summary>How the alerts of a node stand, in numbers. Immutable.</summary>
/// <param name="Rules">Of each rule in force: how many alerts are pending, and how many fire.</param>
/// <param name="Silences">Silences that hold.</param>
/// <param name="Receivers">Of each webhook: messages delivered, and tries that failed.</param>
public sealed record AlertFigures(
    ImmutableArray<(string Rule, AlertSeverity Severity, int Pending, int Firing)> Rules,
    int Silences,
    ImmutableArray<(string Receiver, long Delivered, long Failed)> Receivers);
