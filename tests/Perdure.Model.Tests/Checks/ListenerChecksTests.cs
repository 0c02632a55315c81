namespace Perdure.Model.Tests.Checks;

public sealed class ListenerChecksTests
{
    [Theory]
    [InlineData("127.0.0.1:80", "0.0.0.0:80")]
    [InlineData("127.0.0.1:80", ":80")]
    [InlineData("'[::]:80'", "127.0.0.1:80")]
    [InlineData("'[::1]:80'", "'[::1]:80'")]
    public void Address_that_collides_is_an_error(string first, string second)
    {
        var line = Assert.Single(Read(first, second));

        Assert.StartsWith(
            "9:25: error: listeners[1].address: expected an address of its own, found one that collides with listeners[0].address on line 8",
            line,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("127.0.0.1:80", "127.0.0.2:80")]
    [InlineData("127.0.0.1:80", "'[::1]:80'")]
    public void Address_that_does_not_collide_is_fine(string first, string second) => Assert.Empty(Read(first, second));

    [Fact]
    public void Certificate_that_is_missing_is_an_error() => SystemFile.Says(
        SystemFile.WithListeners("{ name: a, address: :443, tls: { certificate: no/cert.pem, key: no/key.pem } }"),
        "8:51: error: listeners[0].tls.certificate: expected the file of a certificate (PEM), found no file at this path; "
            + "relative paths start from the directory of the system file",
        "8:69: error: listeners[0].tls.key: expected the file of a private key (PEM), found no file at this path; "
            + "relative paths start from the directory of the system file");

    [Fact]
    public void Certificate_that_exists_is_read_by_its_absolute_path()
    {
        var path = Path.GetTempFileName();
        try
        {
            var tls = SystemFile.Model(
                SystemFile.WithListeners($"{{ name: a, address: :443, tls: {{ certificate: {path}, key: {path} }} }}")).Listeners[0].Tls;

            Assert.Equal((path, path), (tls!.CertificatePath, tls.KeyPath));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Empty_list_is_an_error() => SystemFile.Says(
        SystemFile.Head.Replace("[{ name: web, address: 127.0.0.1:8080 }]", "[]", StringComparison.Ordinal),
        "2:12: error: listeners: expected a list of at least one listener, found an empty list");

    private static string[] Read(string first, string second) => SystemFile.Lines(
        SystemFile.Read(SystemFile.WithListeners($"{{ name: a, address: {first} }}", $"{{ name: b, address: {second} }}")));
}
