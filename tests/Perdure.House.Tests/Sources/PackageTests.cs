using System.Xml.Linq;
using Perdure.House.Tests.Support;

namespace Perdure.House.Tests.Sources;

public sealed class PackageTests
{
    [Fact]
    public void Packages_whose_version_is_set_are_used()
    {
        var used = Repository.FilesOf(".csproj").Concat(Repository.FilesOf(".props")).Concat(Repository.FilesOf(".targets"))
            .SelectMany(file => XDocument.Parse(Repository.Read(file)).Descendants("PackageReference"))
            .Select(reference => reference.Attribute("Include")?.Value)
            .ToHashSet();
        var set = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .Select(version => version.Attribute("Include")!.Value);
        Violations.None(set.Where(package => !used.Contains(package)));
    }

    [Fact]
    public void Projects_are_all_in_the_solution()
    {
        var solution = Repository.Read("Perdure.slnx");
        Violations.None(Repository.FilesOf(".csproj").Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal)));
    }
}
