namespace Perdure.Resilience.Poison;

/// <summary>What is held against one fingerprint.</summary>
internal sealed class PoisonEntry(string instance, long nowMs)
{
    /// <summary>The instance that crashed last.</summary>
    internal string Instance { get; set; } = instance;

    /// <summary>When the first one crashed.</summary>
    internal long FirstMs { get; } = nowMs;

    /// <summary>Crashes in which it had a part.</summary>
    internal int Crashes { get; set; } = 1;

    /// <summary>Crashes of that instance in a row.</summary>
    internal int OfSame { get; set; } = 1;

    /// <summary>When it crashed.</summary>
    internal long CrashedMs { get; set; } = nowMs;

    /// <summary>How often it was refused; 0 = only suspected.</summary>
    internal int Refusals { get; set; }

    internal long RefusedUntilMs { get; set; }

    /// <summary>Until when the one that was let through keeps others out.</summary>
    internal long TrialUntilMs { get; set; }
}
