using Perdure.House.Tests.Support;
using Perdure.Model.Reading;

namespace Perdure.House.Tests.Documents;

/// <summary>Every whole system file that a document shows can be loaded.</summary>
public sealed class SystemFileExampleTests
{
    [Fact]
    public void Readme_shows_a_system_file() => Assert.Single(SystemFilesIn("README.md"));

    [Fact]
    public void System_files_in_documents_load()
    {
        var wrong =
            from document in Repository.FilesOf(".md")
            from text in SystemFilesIn(document)
            let result = SystemFileReader.Parse(text, Repository.PathOf("perdure.yaml"), new SystemFileOptions { CheckOnly = true, Environment = _ => null })
            from diagnostic in result.Diagnostics
            select $"{document}: {diagnostic}";
        Violations.None(wrong);
    }

    [Fact]
    public void System_files_of_examples_load()
    {
        var files = Repository.FilesOf(".yaml", "examples");
        Assert.NotEmpty(files);
        var wrong =
            from file in files
            from diagnostic in SystemFileReader.Read(Repository.PathOf(file), new SystemFileOptions { CheckOnly = true }).Diagnostics
            select diagnostic.ToString();
        Violations.None(wrong);
    }

    private static IEnumerable<string> SystemFilesIn(string document) =>
        Markdown.Blocks(Repository.Read(document), "yaml").Where(block => block.StartsWith("system:", StringComparison.Ordinal));
}
