using System.Reflection;
using Perdure.Model.Reading;

namespace Perdure.Model.Tests;

/// <summary>System files for tests, and what reading them says.</summary>
internal static class SystemFile
{
    /// <summary>Six lines of a file without errors; what a test is about goes below them.</summary>
    public const string Head =
        """
        system: s
        listeners: [{ name: web, address: 127.0.0.1:8080 }]
        routes: [{ name: all, match: {}, service: a }]
        services:
          a:
            instances: [{ id: a1, url: http://127.0.0.1:5001 }]

        """;

    public static string Contract { get; } = Resource("contract.yaml");

    public static string Docs { get; } = Resource("system-file.md");

    /// <summary>A file whose line 7 begins with <paramref name="text"/>, at column 1: a key of the file.</summary>
    public static string WithKey(string text) => Head + text;

    /// <summary>A file whose line 7 is <paramref name="text"/>, at column 5: a key of the service a.</summary>
    public static string WithServiceKey(string text) => Head + "    " + text;

    /// <summary>A file whose one route has a key more, on line 7.</summary>
    public static string WithRouteKey(string text) => WithRoutes("{ name: all, match: {}, service: a, " + text + " }");

    /// <summary>
    /// A file without routes but for those in <paramref name="items"/>, which begin on line 7, each on a line of its own.
    /// </summary>
    public static string WithRoutes(params string[] items) =>
        Head.Replace("routes: [{ name: all, match: {}, service: a }]", "node: {}", StringComparison.Ordinal)
        + "routes:\n" + string.Join("\n", items.Select(i => "  - " + i));

    /// <summary>A file whose listeners are <paramref name="items"/>, which begin on line 7, each on a line of its own.</summary>
    public static string WithListeners(params string[] items) =>
        Head.Replace("listeners: [{ name: web, address: 127.0.0.1:8080 }]", "node: {}", StringComparison.Ordinal)
        + "listeners:\n" + string.Join("\n", items.Select(i => "  - " + i));

    public static SystemFileResult Read(string text, params (string Name, string Value)[] environment) =>
        Read(text, new SystemFileOptions(), environment);

    public static SystemFileResult Read(string text, SystemFileOptions options, params (string Name, string Value)[] environment) =>
        SystemFileReader.Parse(
            text,
            "/etc/perdure/perdure.yaml",
            options with { Environment = name => environment.FirstOrDefault(e => e.Name == name).Value });

    public static SystemModel Model(string text, params (string Name, string Value)[] environment)
    {
        var result = Read(text, environment);
        Assert.Equal([], Lines(result));
        return result.Model!;
    }

    /// <summary>The diagnostics as users see them, without the name of the file.</summary>
    public static string[] Lines(SystemFileResult result) =>
        [.. result.Diagnostics.Select(d => d.ToString()["/etc/perdure/perdure.yaml:".Length..])];

    /// <summary>Asserts what reading says, and that what it says was found stands at the place that it names.</summary>
    public static void Says(string text, params string[] lines)
    {
        var result = Read(text);
        var found = result.Diagnostics.Where(d => d.Message.Contains(", found \"", StringComparison.Ordinal));
        Assert.Equal(lines, Lines(result));
        Assert.All(found, d => Assert.StartsWith(
            d.Message.Split(", found \"")[1].Split('"')[0],
            text.ReplaceLineEndings("\n").Split('\n')[d.Line - 1][(d.Column - 1)..].TrimStart('"', '\''),
            StringComparison.Ordinal));
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        return new StreamReader(stream).ReadToEnd();
    }
}
