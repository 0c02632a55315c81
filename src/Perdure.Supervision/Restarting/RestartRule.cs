using Perdure.Model;

namespace Perdure.Supervision.Restarting;

/// <summary>Whether a process that ended by itself starts again.</summary>
internal static class RestartRule
{
    public static bool StartsAgain(RestartPolicy policy, bool failed) => policy switch
    {
        RestartPolicy.Always => true,
        RestartPolicy.OnFailure => failed,
        _ => false,
    };
}
