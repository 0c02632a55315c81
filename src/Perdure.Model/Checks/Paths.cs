using Perdure.Model.Reading;

namespace Perdure.Model.Checks;

/// <summary>The paths of keys that checks look at.</summary>
internal static class Paths
{
    public static KeyPath Node { get; } = KeyPath.Root.Key("node");

    public static KeyPath Listeners { get; } = KeyPath.Root.Key("listeners");

    public static KeyPath Admin { get; } = KeyPath.Root.Key("admin");

    public static KeyPath Coordination { get; } = KeyPath.Root.Key("coordination");

    public static KeyPath Durability { get; } = KeyPath.Root.Key("durability");

    public static KeyPath Queues { get; } = KeyPath.Root.Key("queues");

    public static KeyPath Flags { get; } = KeyPath.Root.Key("flags");

    public static KeyPath Regions { get; } = KeyPath.Root.Key("topology").Key("regions");

    public static KeyPath Services { get; } = KeyPath.Root.Key("services");

    public static KeyPath Routes { get; } = KeyPath.Root.Key("routes");

    public static KeyPath Alerts { get; } = KeyPath.Root.Key("alerts");
}
