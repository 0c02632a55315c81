namespace Perdure.Coordination.Tests.Support;

/// <summary>How an etcd of a test is set up.</summary>
internal sealed record EtcdSettings
{
    /// <summary>The time-out of elections in ms; heartbeats come ten times as often. Default: 500.</summary>
    public int ElectionMs { get; init; } = 500;

    /// <summary>With TLS, and clients have to show a certificate of the same authority. Default: without.</summary>
    public TestCertificates? Tls { get; init; }

    /// <summary>How often a quiet watch is told how far it has come. Default: as etcd does it, every ten minutes.</summary>
    public string? ProgressEvery { get; init; }
}
