using Perdure.Console.Flags;
using Perdure.Coordination.Shared;
using Perdure.Gateway.Flags;
using Perdure.Gateway.Hosting;

namespace Perdure.Nodes.Coordination;

/// <summary>Keeps the flags of the gateway as they are set, and shows them beside their defaults. Thread-safe.</summary>
internal sealed class FlagFollower(GatewayServer gateway, SharedFlags flags)
{
    /// <summary>Brings what is set into force; the plan has the defaults.</summary>
    public void Follow() => gateway.SetFlags(flags.Current.ToDictionary(flag => flag.Key, flag => flag.Value.Setting.Percent));

    /// <summary>All flags: the declared ones, then those that are set all the same.</summary>
    public FlagList Show()
    {
        var (declared, set) = (gateway.Model.Flags, flags.Current);
        var automatic = gateway.AutomaticFlags.ToDictionary(flag => flag.Name);
        var names = declared.Select(flag => flag.Name).ToHashSet();
        return new FlagList(
        [
            .. declared.Select(flag => Of(flag.Name, set.GetValueOrDefault(flag.Name), flag.DefaultPercent, flag.Description, automatic.GetValueOrDefault(flag.Name))),
            .. set.Values.Where(flag => !names.Contains(flag.Name)).OrderBy(flag => flag.Name, StringComparer.Ordinal)
                .Select(flag => Of(flag.Name, flag, null, null, null)),
        ]);
    }

    private FlagStatus Of(string name, FlagState? set, int? defaultPercent, string? description, AutomaticFlag? automatic) => new()
    {
        Name = name,
        Percent = set?.Setting.Percent ?? (automatic is { Off: true } ? 0 : defaultPercent ?? 0),
        DefaultPercent = defaultPercent,
        Description = description,
        Set = set is not null,
        By = set?.By,
        At = set?.At,
        Automatic = automatic is null ? null : new AutomaticStatus(
            automatic.Off, automatic.SinceMs == 0 ? null : gateway.StartedAt.AddMilliseconds(automatic.SinceMs), automatic.Why, automatic.Holds),
    };
}
