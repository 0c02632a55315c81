using System.Collections.Immutable;
using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>coordination</c>.</summary>
internal static class CoordinationShape
{
    private static readonly Key<CoordinationEngine> Engine = new(
        "engine",
        Choices.Of([("embedded", CoordinationEngine.Embedded), ("etcd", CoordinationEngine.Etcd)]),
        "embedded is kept by this node itself, for one node; etcd is shared by all nodes.")
    {
        Default = "embedded",
    };

    private static readonly Key<ImmutableArray<Uri>> Endpoints = new(
        "endpoints",
        new ListShape<Uri>("a list of urls", Addresses.StoreUrl, 1, 20) { IsUnique = true },
        "Where etcd is reached; required with it, and only with it.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<string> Prefix = new("prefix", Texts.Prefix, "What every key in etcd begins with; one for each system.")
    {
        DefaultInWords = "/perdure/ and the name of the system",
        Otherwise = _ => "",
    };

    private static readonly Key<string> User = new("user", Texts.Any, "The user of etcd; required with password.") { DefaultInWords = "none" };

    private static readonly Key<string> Password = new(
        "password", Texts.Password, "The user's password; take it from the environment: ${NAME}.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<CoordinationTlsShape.Paths> Tls = new("tls", CoordinationTlsShape.Shape, "Certificates.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<TimeSpan> Ttl = new(
        "ttl", Durations.Between("2s", "5m"), "How long a node that says nothing is still held to be alive.")
    {
        Default = "5s",
    };

    private static readonly Key<TimeSpan> Timeout = new(
        "timeout", Durations.Between("100ms", "1m"), "How long one call of the store may take. At most ttl, and when not written no longer than that.")
    {
        Default = "3s",
    };

    private static readonly Key<TimeSpan> CompactAfter = new(
        "compactAfter",
        Durations.Between("0s", "8760h"),
        "How long etcd keeps what keys held before; Perdure has older history compacted, that of other systems in the same etcd too. 0s: it leaves that to etcd.")
    {
        Default = "1h",
    };

    private static readonly Key<PeersModel> Peers = new(
        "peers", PeersShape.Shape, "How the nodes reach each other, for limits with scope: cluster.");

    public static MappingShape<CoordinationModel> Shape { get; } = new(
        [Engine, Endpoints, Prefix, User, Password, Tls, Ttl, Timeout, CompactAfter, Peers],
        v => new CoordinationModel
        {
            Engine = v.Get(Engine),
            Endpoints = v.Get(Endpoints),
            Prefix = v.Get(Prefix),
            User = v.Find(User),
            Password = v.Find(Password),
            CaPath = v.Find(Tls)?.Ca,
            CertificatePath = v.Find(Tls)?.Certificate,
            KeyPath = v.Find(Tls)?.Key,
            Ttl = v.Get(Ttl),
            Timeout = Bounded.Lower(v, Timeout, Ttl),
            CompactAfter = v.Get(CompactAfter),
            Peers = v.Get(Peers),
        })
    {
        Check = Check,
    };

    private static void Check(Values v)
    {
        Bounded.Check(v, Timeout, Ttl);
        if (!v.IsSound(Engine))
        {
            return;
        }

        if (v.Get(Engine) == CoordinationEngine.Embedded)
        {
            foreach (var key in new Perdure.Model.Shapes.Key[] { Endpoints, Prefix, User, Password, Tls, CompactAfter, Peers }.Where(v.Has))
            {
                v.Contradiction(key, "only the engine etcd has this", "write engine: etcd, or remove it");
            }

            return;
        }

        if (!v.Has(Endpoints) && v.IsSound(Endpoints))
        {
            v.Contradiction(Engine, "etcd needs endpoints", "add endpoints: [http://127.0.0.1:2379]");
        }

        CheckUser(v);
    }

    private static void CheckUser(Values v)
    {
        if (v.Has(User) && !v.Has(Password))
        {
            v.Contradiction(User, "a user needs a password", "add password: \"${NAME}\"");
        }
        else if (v.Has(Password) && !v.Has(User))
        {
            v.Contradiction(Password, "a password needs a user", "add user: NAME");
        }
    }
}
