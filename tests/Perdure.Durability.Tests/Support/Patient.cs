using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Support;

/// <summary>Options for tests that are not about time-outs: a call that takes long on a busy machine is not one that failed.</summary>
internal static class Patient
{
    /// <summary>How long such a test waits for anything.</summary>
    public static readonly TimeSpan For = TimeSpan.FromSeconds(60);

    /// <summary>The default options with this patience.</summary>
    public static readonly DurableOptions Options = new() { Timeout = For };
}
