namespace Perdure.Gauntlet.Contestants;

/// <summary>A gateway with one configuration.</summary>
/// <param name="Name">Such as <c>haproxy-tuned</c>.</param>
/// <param name="Family">Whose product it is.</param>
public sealed record Contestant(string Name, GatewayFamily Family)
{
    /// <summary>All contestants, in the order of the tables.</summary>
    public static IReadOnlyList<Contestant> All { get; } =
    [
        new("perdure-default", GatewayFamily.Perdure),
        new("perdure-tuned", GatewayFamily.Perdure),
        new("haproxy-default", GatewayFamily.HAProxy),
        new("haproxy-tuned", GatewayFamily.HAProxy),
        new("nginx-default", GatewayFamily.Nginx),
        new("nginx-tuned", GatewayFamily.Nginx),
    ];

    /// <summary>File name of its template in <paramref name="peers"/> for a setting; its general one when there is none for that.</summary>
    public string Template(string peers, string setting)
    {
        var ending = Family switch { GatewayFamily.HAProxy => ".cfg", GatewayFamily.Nginx => ".conf", _ => ".yaml" };
        return File.Exists(Path.Combine(peers, $"{setting}-{Name}{ending}")) ? $"{setting}-{Name}{ending}" : $"gauntlet-{Name}{ending}";
    }

    /// <summary>The command that runs it in the foreground on a rendered configuration.</summary>
    /// <param name="configuration">Path of the configuration.</param>
    /// <param name="directory">A directory of its own.</param>
    /// <param name="perdure">Path of the perdure executable.</param>
    public IReadOnlyList<string> Command(string configuration, string directory, string perdure) => Family switch
    {
        // -db: in the foreground, no background mode whatever the file says.
        GatewayFamily.HAProxy => ["haproxy", "-db", "-f", configuration],
        GatewayFamily.Nginx => ["nginx", "-e", Path.Combine(directory, "error.log"), "-p", directory, "-c", configuration],
        // Nobody waits for the end of a run: no grace in which a node that was told to stop still accepts.
        _ => [perdure, "run", configuration, "--drain-grace", "0"],
    };
}
