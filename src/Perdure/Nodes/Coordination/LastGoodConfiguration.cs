using System.Text.Json;
using Perdure.Coordination.Shared.Configuration;

namespace Perdure.Nodes.Coordination;

/// <summary>
/// The version of the shared configuration that this node last ran, kept on disk: what it falls back to when it starts and cannot load the
/// one that it should run. Never throws for the disk; without a directory it keeps nothing.
/// </summary>
internal sealed class LastGoodConfiguration(string? directory)
{
    private readonly string? _path = directory is null ? null : Path.Combine(directory, "configuration.json");

    /// <summary>What was kept; null for nothing, or nothing that can be read.</summary>
    public AppliedConfiguration? Read()
    {
        if (_path is null)
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(_path), NodeJson.Default.AppliedConfiguration);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps a version; null forgets what was kept, because the node runs its own file.</summary>
    public void Write(AppliedConfiguration? applied)
    {
        if (_path is null)
            return;
        try
        {
            if (applied is null)
                File.Delete(_path);
            else
                DataDirectory.WriteWhole(_path, JsonSerializer.SerializeToUtf8Bytes(applied, NodeJson.Default.AppliedConfiguration));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // It is a second net: the snapshot of the shared state is the first. A disk that is full says so there.
        }
    }
}
