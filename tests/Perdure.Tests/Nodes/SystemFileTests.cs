using Perdure.Model.Reading;
using Perdure.Nodes;
using Perdure.Tests.Support;

namespace Perdure.Tests.Nodes;

public sealed class SystemFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Digest_follows_a_link_that_is_swapped()
    {
        var link = Path.Combine(_folder.Path, "perdure.yaml");
        File.CreateSymbolicLink(link, _folder.Write("one", "system: one"));
        var file = new SystemFile(link, new SystemFileOptions());
        var before = file.Digest();

        File.Delete(link);
        File.CreateSymbolicLink(link, _folder.Write("two", "system: two"));

        Assert.NotNull(before);
        Assert.NotEqual(before, file.Digest());
    }

    [Fact]
    public void Digest_is_null_while_the_file_is_away() =>
        Assert.Null(new SystemFile(Path.Combine(_folder.Path, "none"), new SystemFileOptions()).Digest());
}
