namespace Perdure.Durability.Tests.Support;

/// <summary>A folder of a test's own, removed with everything in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("perdure-durability-");

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public IReadOnlyList<string> Names => [.. _folder.EnumerateFileSystemInfos().Select(file => file.Name).Order()];

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A process that was just killed still had a file there; the folder is a temporary one.
        }
    }
}
