using Perdure.Commands;
using Perdure.Nodes.Coordination;
using Perdure.Tests.Support;

namespace Perdure.Tests.Nodes.Coordination;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Directory_is_made_and_held_by_one_node_at_a_time()
    {
        var path = Path.Combine(_folder.Path, "deep", "data");
        using (var first = DataDirectory.Open(path))
        {
            Assert.Equal(path, first.Path);
            var taken = Assert.Throws<CommandException>(() => DataDirectory.Open(path));
            Assert.Contains($"{path} is in use by another node", taken.Message, StringComparison.Ordinal);
            using var shared = DataDirectory.Open(path, shared: true);
            Assert.Equal(path, shared.Path);
            Assert.False(shared.Held);
        }

        using (var next = DataDirectory.Open(path, shared: true))
        {
            Assert.True(next.Held);
            Assert.Throws<CommandException>(() => DataDirectory.Open(path));
        }

        using var again = DataDirectory.Open(path);
        Assert.Null(again.Problem);
    }

    [Fact]
    public async Task Directory_of_a_process_that_is_taken_over_from_is_held_as_soon_as_it_is_gone()
    {
        var path = Path.Combine(_folder.Path, "data");
        var before = DataDirectory.Open(path);
        using (var after = DataDirectory.Open(path, shared: true))
        {
            Assert.False(after.Held);

            before.Dispose();

            await Eventually.TrueAsync(() => after.Held, () => "not held");
            Assert.Throws<CommandException>(() => DataDirectory.Open(path));
        }

        DataDirectory.Open(path).Dispose();
    }

    [Fact]
    public void What_is_kept_is_for_the_nodes_user_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        var path = Path.Combine(_folder.Path, "data");
        using var directory = DataDirectory.Open(path);

        DataDirectory.WriteWhole(Path.Combine(path, "a"), "secret"u8);
        DataDirectory.MakeOwn(Path.Combine(path, "b"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        foreach (var file in Directory.GetFiles(path))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void Directory_that_cannot_be_made_is_a_problem_and_no_failure()
    {
        var file = _folder.Write("data", "a file");

        using var directory = DataDirectory.Open(file);

        Assert.Null(directory.Path);
        Assert.Contains("node.data", directory.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Incarnation_of_the_run_before_is_known_in_the_next()
    {
        var (first, second) = (new Incarnation(), new Incarnation());

        Assert.Null(first.Begin(_folder.Path));
        Assert.Equal(first.Current, second.Begin(_folder.Path));
        Assert.NotEqual(first.Current, second.Current);
    }

    [Fact]
    public void File_is_replaced_as_a_whole()
    {
        var path = _folder.Write("x", "old and long");

        DataDirectory.WriteWhole(path, "new"u8);

        Assert.Equal("new", File.ReadAllText(path));
    }
}
