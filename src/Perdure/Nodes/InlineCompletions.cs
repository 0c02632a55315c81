namespace Perdure.Nodes;

/// <summary>
/// Has the runtime run socket completions on the thread that polls for them, which spares a gateway about a quarter of its work per
/// request, at the price that nothing on that path may block. The runtime offers only an environment variable, read with the first
/// socket. <c>PERDURE_INLINE=0</c> leaves the runtime's default.
/// </summary>
internal static class InlineCompletions
{
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    private static bool s_set;

    /// <summary>Sets the switch for <c>perdure run</c>; call before the first socket.</summary>
    public static void Choose(string[] args)
    {
        if (!args.Contains("run") || Environment.GetEnvironmentVariable("PERDURE_INLINE") == "0")
            return;
        if (Environment.GetEnvironmentVariable(Variable) is not null)
            return;
        Environment.SetEnvironmentVariable(Variable, "1");
        s_set = true;
    }

    /// <summary>
    /// Takes the switch out of the environment again, so that the processes of instances do not inherit a setting that is not meant
    /// for them. Call after the first socket was put to work and before the first process starts.
    /// </summary>
    public static void Forget()
    {
        if (s_set)
            Environment.SetEnvironmentVariable(Variable, null);
    }
}
