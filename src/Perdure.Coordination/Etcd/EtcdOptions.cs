using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Coordination.Etcd.Endpoints;

namespace Perdure.Coordination.Etcd;

/// <summary>Where the etcd is and how to speak to it. Immutable.</summary>
public sealed record EtcdOptions
{
    /// <summary>The client URLs of its members: <c>http://host:2379</c> or <c>https://…</c>, 1 to 32, all of one cluster.</summary>
    public required ImmutableArray<Uri> Endpoints { get; init; }

    /// <summary>What every key begins with, such as <c>/perdure/shop</c>; a slash is put between it and the keys.</summary>
    public required string Prefix { get; init; }

    /// <summary>The system whose keys these are; a prefix that is marked for another one is refused.</summary>
    public required string System { get; init; }

    /// <summary>The user; null: without authentication.</summary>
    public string? User { get; init; }

    /// <summary>The user's password. Never printed.</summary>
    public string? Password { get; init; }

    /// <summary>A PEM file with the authorities that may have signed the members' certificates; null: those of the machine.</summary>
    public string? CaPath { get; init; }

    /// <summary>A PEM file with the certificate to show (and those between it and its authority); null: none.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>A PEM file with the key of <see cref="CertificatePath"/>; null: it is in the same file.</summary>
    public string? KeyPath { get; init; }

    /// <summary>How long a call may take in all, at least 100 ms. Default: 3 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long etcd keeps what keys held before; older history is compacted, that of other systems in the same etcd too. Zero: Perdure compacts nothing.
    /// Default: 1 h.
    /// </summary>
    public TimeSpan CompactAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The clock of time-outs and of lease deadlines. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where it tells what happens. Default: nowhere.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>Seeds the choice of the first endpoint and the spread of repetitions, so that nodes differ. Default: 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>How long a look at whether a member is well may take at most; half of <see cref="Timeout"/> when that is shorter.</summary>
    internal TimeSpan LookWithin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long answers from the past are taken for those of a member that lags behind; what lasts longer needs a person.</summary>
    internal TimeSpan StaleFor { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Throws <see cref="ArgumentException"/> for what cannot be meant so.</summary>
    internal void Check()
    {
        if (Endpoints.IsDefaultOrEmpty) throw new ArgumentException("coordination.endpoints: name at least one endpoint of etcd, such as http://10.0.0.1:2379");
        if (Endpoints.Length > Hopeless.EndpointsMax) throw new ArgumentException($"coordination.endpoints: name at most {Hopeless.EndpointsMax}");
        foreach (var endpoint in Endpoints)
        {
            if (!endpoint.IsAbsoluteUri || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps))
                throw new ArgumentException($"coordination.endpoints: {endpoint} is no URL that begins with http:// or https://");
        }

        if (Prefix.Trim('/').Length == 0) throw new ArgumentException("coordination.prefix: name a prefix that nothing else in etcd uses, such as /perdure/shop");
        if (System.Length == 0) throw new ArgumentException("the system has no name");
        if (Timeout < TimeSpan.FromMilliseconds(100)) throw new ArgumentException("coordination.timeout: it is at least 100ms");
        if (CompactAfter < TimeSpan.Zero) throw new ArgumentException("coordination.compactAfter: it is not negative");
        if (KeyPath is not null && CertificatePath is null) throw new ArgumentException("coordination.tls: a key needs its certificate");
    }

    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Endpoints = ").AppendJoin(", ", Endpoints.IsDefault ? [] : Endpoints).Append(", Prefix = ").Append(Prefix)
            .Append(", System = ").Append(System).Append(", User = ").Append(User).Append(", Password = ").Append(Password is null ? "" : "***");
        return true;
    }
}
