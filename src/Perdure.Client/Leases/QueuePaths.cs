namespace Perdure.Client.Leases;

/// <summary>Where a queue is, elections and locks being alike: the paths and who waits in it.</summary>
internal sealed record QueuePaths
{
    /// <summary>The election or the lock.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is entered.</summary>
    public required string Enter { get; init; }

    /// <summary>Where its lease is renewed.</summary>
    public required string Renew { get; init; }

    /// <summary>Where it is left.</summary>
    public required string Leave { get; init; }

    /// <summary>The paths of an election.</summary>
    public static QueuePaths Election(string name) => Of(name, $"/api/v1/elections/{Uri.EscapeDataString(name)}/", "campaign", "resign");

    /// <summary>The paths of a lock.</summary>
    public static QueuePaths Lock(string name) => Of(name, $"/api/v1/locks/{Uri.EscapeDataString(name)}/", "acquire", "release");

    private static QueuePaths Of(string name, string root, string enter, string leave) =>
        new() { Name = name, Enter = root + enter, Renew = root + "renew", Leave = root + leave };
}
