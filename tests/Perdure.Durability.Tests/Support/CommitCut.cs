namespace Perdure.Durability.Tests.Support;

/// <summary>When a <see cref="CuttingProxy"/> cuts a connection.</summary>
internal enum CommitCut
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>When the client commits: the server is not told.</summary>
    Before,

    /// <summary>When the server has been told to commit: the client is not answered.</summary>
    After,

    /// <summary>As after, but what the client said reaches the server only when the test says so.</summary>
    Later,
}
