using Perdure.Coordination.Shared.Configuration;
using Perdure.Model;
using Perdure.Model.Reading;

namespace Perdure.Nodes;

/// <summary>The system file of a node: read for a reload, and looked at for changes.</summary>
internal interface ISystemFile
{
    /// <summary>The file as it was named.</summary>
    string Path { get; }

    /// <summary>Reads and validates it. Never throws for what is wrong with the file.</summary>
    SystemFileResult Read();

    /// <summary>Reads a version of the shared configuration in its stead; what makes the node this node comes from <paramref name="own"/>.</summary>
    SystemFileResult Read(AppliedConfiguration applied, SystemModel own);

    /// <summary>The text of the file; empty when it cannot be read.</summary>
    string Text();

    /// <summary>A digest of its content, or null while it cannot be read, as in the middle of being replaced.</summary>
    string? Digest();
}
