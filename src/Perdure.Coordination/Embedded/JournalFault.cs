namespace Perdure.Coordination.Embedded;

/// <summary>What is wrong with a journal.</summary>
internal enum JournalFault
{
    /// <summary>Another process has the file.</summary>
    InUse,

    /// <summary>The file is of a newer version, of another system or of another program; it is left alone.</summary>
    Incompatible,

    /// <summary>It could not be written or read; of a write it is certain that nothing was done.</summary>
    NotDone,

    /// <summary>It broke while the end of a write was being made sure of: it may have been done.</summary>
    Unknown,
}
