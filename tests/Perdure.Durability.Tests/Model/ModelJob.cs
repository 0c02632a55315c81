using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Model;

/// <summary>A job of the model. Changed in place.</summary>
internal sealed class ModelJob(string id, NewJob asked, long seq, long now)
{
    public string Id => id;

    public long Seq => seq;

    public NewJob Asked => asked;

    public long EnqueuedAtMs => now;

    public JobState State { get; set; }

    public int Attempts { get; set; }

    public long DueMs { get; set; } = Math.Max(now, asked.NotBeforeMs ?? now);

    public long LeaseMs { get; set; }

    public long Token { get; set; }

    public string? Worker { get; set; }

    public long FinishedMs { get; set; }

    public long ExpiresMs { get; set; } = long.MaxValue;

    public string? Error { get; set; }

    public byte[] Result { get; set; } = [];

    public bool IsOpen => State is JobState.Pending or JobState.Claimed;
}
