namespace Perdure.Coordination.Etcd.Endpoints;

/// <summary>
/// Which endpoints said last what no waiting changes. Others move the choice of the endpoint at the same time, so that one may be asked twice
/// before another is asked once: they are told apart, not counted.
/// </summary>
/// <param name="endpoints">How many there are, at most <see cref="EndpointsMax"/>.</param>
internal struct Hopeless(int endpoints)
{
    /// <summary>The most endpoints that can be configured.</summary>
    public const int EndpointsMax = 32;

    private readonly uint _all = uint.MaxValue >> (EndpointsMax - endpoints);
    private uint _hopeless;

    /// <summary>Whether all of them did.</summary>
    public readonly bool All => _hopeless == _all;

    /// <summary>Takes note of what one said.</summary>
    public void Note(int endpoint, bool hopeless) => _hopeless = hopeless ? _hopeless | (1u << endpoint) : _hopeless & ~(1u << endpoint);
}
