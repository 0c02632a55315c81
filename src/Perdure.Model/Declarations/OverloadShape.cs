using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>overload</c> of the file.</summary>
internal static class OverloadShape
{
    private static readonly Key<HashKey> User = new(
        "user",
        RequestTexts.UserKey,
        "What tells users apart when some are turned away: for an hour the same few, not everybody a little.")
    {
        DefaultInWords = "client-address",
    };

    private static readonly Key<double?> Cpu = new(
        "cpu",
        Numbers.PercentageOrOff(50),
        "The share of the CPU that this process may use (its cgroup's quota, or all cores) above which the node turns requests away if work waits in it besides.")
    {
        Default = "95%",
    };

    private static readonly Key<double?> Memory = new(
        "memory", Numbers.PercentageOrOff(50), "The same for memory: the share of its cgroup's limit, or of the machine's memory.")
    {
        Default = "90%",
    };

    public static MappingShape<OverloadModel> Shape { get; } = new([User, Cpu, Memory], v => new OverloadModel
    {
        User = v.Find(User) is { Source: not HashKeySource.Path } key ? key : null,
        Cpu = v.Get(Cpu),
        Memory = v.Get(Memory),
    });
}
