using Perdure.Model.Reading;

namespace Perdure.Nodes;

/// <summary>The system file of a node: read for a reload, and looked at for changes.</summary>
internal interface ISystemFile
{
    /// <summary>The file as it was named.</summary>
    string Path { get; }

    /// <summary>Reads and validates it. Never throws for what is wrong with the file.</summary>
    SystemFileResult Read();

    /// <summary>A digest of its content, or null while it cannot be read, as in the middle of being replaced.</summary>
    string? Digest();
}
