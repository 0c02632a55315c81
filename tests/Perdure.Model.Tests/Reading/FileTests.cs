using Perdure.Model.Reading;

namespace Perdure.Model.Tests.Reading;

public sealed class FileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("perdure-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void File_is_read_and_its_directory_is_where_paths_start()
    {
        var path = Write("perdure.yaml", System.Text.Encoding.UTF8.GetBytes(SystemFile.Head));

        var model = SystemFileReader.Read(path, Options).Model!;

        Assert.Equal(_directory, model.BaseDirectory);
        Assert.Equal(Path.Combine(_directory, "data"), model.Node.DataDirectory);
    }

    [Fact]
    public void Missing_file_is_a_diagnostic() =>
        Says(
            Path.Combine(_directory, "no.yaml"),
            "1:1: error: there is no such file; check the path, or write a file to start from with `perdure init`");

    [Fact]
    public void Missing_directory_is_a_diagnostic() =>
        Says(
            Path.Combine(_directory, "no", "no.yaml"),
            "1:1: error: there is no such file; check the path, or write a file to start from with `perdure init`");

    [Fact]
    public void Directory_is_a_diagnostic() =>
        Says(_directory, "1:1: error: this is a directory, not a file; give the path of the system file in it");

    [Fact]
    public void Path_that_can_be_no_path_is_a_diagnostic()
    {
        Assert.Single(SystemFileReader.Read("a\0b", Options).Diagnostics);
        Assert.Single(SystemFileReader.Read("", Options).Diagnostics);
    }

    [Fact]
    public void File_that_may_not_be_read_is_a_diagnostic()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var path = Write("perdure.yaml", "system: s"u8.ToArray());
        File.SetUnixFileMode(path, UnixFileMode.None);

        // The superuser may read it all the same.
        var expected = Environment.IsPrivilegedProcess ? "expected a list" : "permission denied";
        Assert.Contains(SystemFileReader.Read(path, Options).Diagnostics, d => d.Message.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_located() =>
        Says(
            Write("x.yaml", [.. "system: s\nnode: ä"u8, 0xFF, (byte)'b']),
            "2:8: error: the file is not valid UTF-8 here; save it as UTF-8");

    [Fact]
    public void Utf16_is_recognised() =>
        Says(Write("x.yaml", System.Text.Encoding.Unicode.GetPreamble()), "1:1: error: the file is encoded as UTF-16; save it as UTF-8");

    [Fact]
    public void File_over_the_limit_is_refused() =>
        Says(
            Write("x.yaml", new byte[(4 * 1024 * 1024) + 1]),
            "1:1: error: the file is larger than 4 MiB, the most that a system file may be");

    private static SystemFileOptions Options => new() { Environment = _ => null };

    private static void Says(string path, string line) =>
        Assert.Equal([$"{path}:{line}"], SystemFileReader.Read(path, Options).Diagnostics.Select(d => d.ToString()));

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
