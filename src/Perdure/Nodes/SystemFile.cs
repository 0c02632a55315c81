using System.Security.Cryptography;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Model;
using Perdure.Model.Reading;
using Perdure.Nodes.Coordination;

namespace Perdure.Nodes;

/// <summary>The system file on disk.</summary>
internal sealed class SystemFile(string path, SystemFileOptions options) : ISystemFile
{
    /// <inheritdoc/>
    public string Path => path;

    /// <inheritdoc/>
    public SystemFileResult Read() => SystemFileReader.Read(path, options);

    /// <inheritdoc/>
    public SystemFileResult Read(AppliedConfiguration applied, SystemModel own) => SharedText.Read(applied, own, path, options);

    /// <inheritdoc/>
    public string Text()
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <inheritdoc/>
    public string? Digest()
    {
        try
        {
            // The content, not the time stamps: it is the same whether an editor renamed over the file, a link was swapped
            // (Kubernetes does so), or a mounted file system has coarse times. System files are small.
            using var file = File.OpenRead(path);
            return Convert.ToHexString(SHA256.HashData(file));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
