using System.Globalization;

namespace Perdure.Torture.Rig;

/// <summary>Everything that runs: on each host a member of etcd, a node and candidates. All of it ends with the scene.</summary>
internal sealed class Scene : IDisposable
{
    /// <summary>The elections that the candidates run for.</summary>
    public static IReadOnlyList<string> Elections { get; } = ["billing", "reports"];

    public Scene(string network, string folder, int hosts, bool control)
    {
        Hosts = hosts;
        Folder = folder;
        Cables = new Cables(network);
        for (var host = 1; host <= hosts; host++)
        {
            Etcd.Add(EtcdMember.On(network, host, hosts, folder));
            Nodes.Add(Node.On(network, host, hosts, folder));
            foreach (var election in Elections)
                Candidates.Add(Candidate(network, host, election, control));
        }
    }

    public int Hosts { get; }

    public string Folder { get; }

    public Cables Cables { get; }

    public List<Child> Etcd { get; } = [];

    public List<Node> Nodes { get; } = [];

    public List<Child> Candidates { get; } = [];

    public void Dispose()
    {
        foreach (var candidate in Candidates)
            candidate.Dispose();
        foreach (var node in Nodes)
            node.Dispose();
        foreach (var member in Etcd)
            member.Dispose();
    }

    // Each prefers the node of its own host and knows the others.
    private Child Candidate(string network, int host, string election, bool control)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{election}-{host}");
        var nodes = Enumerable.Range(0, Hosts).Select(i => Node.AdminOf((host - 1 + i) % Hosts + 1).ToString());
        string[] command =
        [
            Path.Combine(AppContext.BaseDirectory, "perdure-torture"), "candidate", "--election", election, "--name", name,
            "--nodes", string.Join(',', nodes), "--log", Path.Combine(Folder, name + ".claims"),
        ];
        return new Child(name, Folder, Network.Inside(Network.HostOf(network, host), control ? [.. command, "--control"] : command));
    }
}
