namespace Perdure.Commands;

/// <summary>What the executable's exit code means; documented, and relied on by scripts.</summary>
internal static class ExitCode
{
    /// <summary>Fine.</summary>
    public const int Fine = 0;

    /// <summary>What was asked for could not be done.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the system file is wrong.</summary>
    public const int Usage = 2;
}
