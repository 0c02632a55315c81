using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;

namespace Perdure.Console.Web;

/// <summary>The console's page as the build embedded it; none when it was built without Node. Immutable.</summary>
internal static class WebContent
{
    private const string Prefix = "web/";
    private const string Index = "index.html";
    private const string Assets = "assets/";
    private const int HashBytes = 12;

    private static readonly Lazy<ImmutableArray<WebFile>> s_embedded = new(() => Read(typeof(WebContent).Assembly));

    /// <summary>What is embedded here.</summary>
    public static ImmutableArray<WebFile> Embedded => s_embedded.Value;

    private static ImmutableArray<WebFile> Read(Assembly assembly)
    {
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToHashSet();
        return [.. names.Where(name => !IsCompressed(name)).Order(StringComparer.Ordinal).Select(name => FileOf(assembly, names, name))];
    }

    private static WebFile FileOf(Assembly assembly, HashSet<string> names, string name)
    {
        var bytes = BytesOf(assembly, name);
        var path = name[Prefix.Length..];
        return new WebFile
        {
            Path = path == Index ? "/" : "/" + path,
            ContentType = TypeOf(path),
            Hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, HashBytes)),
            Immutable = path.StartsWith(Assets, StringComparison.Ordinal),
            Plain = bytes,
            Brotli = names.Contains(name + ".br") ? BytesOf(assembly, name + ".br") : null,
            Gzip = names.Contains(name + ".gz") ? BytesOf(assembly, name + ".gz") : null,
        };
    }

    private static byte[] BytesOf(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static bool IsCompressed(string name) => Path.GetExtension(name) is ".br" or ".gz";

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" or ".map" => "application/json",
        ".webmanifest" => "application/manifest+json",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".ico" => "image/x-icon",
        ".woff2" => "font/woff2",
        ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
}
