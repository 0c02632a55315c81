namespace Perdure.Coordination.Tests.Support;

/// <summary>
/// An etcd of three members that test classes share and leave running. Its members put up with a long silence of their leader: a write under
/// way while another one is elected has no known outcome, and that is not what these tests are about.
/// </summary>
public sealed class EtcdThreeFixture() : EtcdClusterFixture(members: 3, new EtcdSettings { ElectionMs = ElectionMs })
{
    private const int ElectionMs = 5_000;

    /// <summary>The shortest lease that its members grant: half as long again as an election may take, in whole seconds.</summary>
    internal static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(Math.Ceiling(1.5 * ElectionMs / 1000));
}
