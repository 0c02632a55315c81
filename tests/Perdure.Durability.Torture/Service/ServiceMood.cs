namespace Perdure.Durability.Torture.Service;

/// <summary>How the service treats requests.</summary>
internal enum ServiceMood
{
    /// <summary>It does them.</summary>
    Well,

    /// <summary>It answers 503 and does nothing.</summary>
    Refusing,

    /// <summary>It does them, and breaks the connection instead of answering.</summary>
    Speechless,

    /// <summary>It does them when the mood changes, however long ago the client has gone: a process that was stopped.</summary>
    Hanging,

    /// <summary>Nobody listens on its port.</summary>
    Dead,
}
