namespace Perdure.Model;

/// <summary>When a supervised process is started again after it ended.</summary>
public enum RestartPolicy
{
    /// <summary>However it ended.</summary>
    Always,

    /// <summary>When it ended with an exit code other than 0, or by a signal.</summary>
    OnFailure,

    /// <summary>Never.</summary>
    Never,
}
