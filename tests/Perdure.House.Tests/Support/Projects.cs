using System.Xml.Linq;

namespace Perdure.House.Tests.Support;

/// <summary>The projects under <c>src</c>.</summary>
internal static class Projects
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names => [.. Repository.FilesOf(".csproj", "src").Select(Path.GetFileNameWithoutExtension).OfType<string>()];

    /// <summary>The projects under <c>src</c> that one of them references.</summary>
    public static IReadOnlyList<string> ReferencesOf(string project) =>
    [
        .. XDocument.Parse(Repository.Read($"src/{project}/{project}.csproj")).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))
            .Where(Names.Contains),
    ];
}
