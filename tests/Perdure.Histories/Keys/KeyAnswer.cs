namespace Perdure.Histories.Keys;

/// <summary>What a client was answered.</summary>
/// <param name="Succeeded">Of a read and a deletion: whether the key was there. Of a guarded write: whether the guard held.</param>
/// <param name="Revision">The revision of a write that was done; of a read, that of the key's last change.</param>
/// <param name="Value">Of a read: what it holds.</param>
/// <param name="Created">Of a read: the revision that created it.</param>
/// <param name="Version">Of a read: how often it was written.</param>
public sealed record KeyAnswer(bool Succeeded, long Revision = 0, string Value = "", long Created = 0, long Version = 0)
{
    /// <inheritdoc/>
    public override string ToString() => !Succeeded ? "no" : Value.Length == 0 ? $"yes, at {Revision}" : $"{Value}, created {Created}, modified {Revision}, version {Version}";
}
