namespace Perdure.Gauntlet.Contestants;

/// <summary>A gateway with one configuration.</summary>
/// <param name="Name">Such as <c>haproxy-tuned</c>.</param>
/// <param name="Family">Whose product it is.</param>
/// <param name="Template">File name of the configuration's template in <c>bench/peers</c>.</param>
public sealed record Contestant(string Name, GatewayFamily Family, string Template)
{
    /// <summary>All contestants, in the order of the tables.</summary>
    public static IReadOnlyList<Contestant> All { get; } =
    [
        new("perdure-default", GatewayFamily.Perdure, "gauntlet-perdure-default.yaml"),
        new("perdure-tuned", GatewayFamily.Perdure, "gauntlet-perdure-tuned.yaml"),
        new("haproxy-default", GatewayFamily.HAProxy, "gauntlet-haproxy-default.cfg"),
        new("haproxy-tuned", GatewayFamily.HAProxy, "gauntlet-haproxy-tuned.cfg"),
        new("nginx-default", GatewayFamily.Nginx, "gauntlet-nginx-default.conf"),
        new("nginx-tuned", GatewayFamily.Nginx, "gauntlet-nginx-tuned.conf"),
    ];

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
