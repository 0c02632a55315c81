namespace Perdure.Coordination.Shared;

/// <summary>To how many a flag applies.</summary>
/// <param name="Percent">0 (off) to 100 (on).</param>
public readonly record struct FlagSetting(int Percent)
{
    /// <summary>For everyone.</summary>
    public static FlagSetting On => new(100);

    /// <summary>For nobody.</summary>
    public static FlagSetting Off => new(0);
}
