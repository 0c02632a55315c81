namespace Perdure.Console.Configuration;

/// <summary>One thing to say about the text of a configuration.</summary>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Line">From 1; 0 when it is about the text as a whole.</param>
/// <param name="Column">From 1; 0 when it is about the text as a whole.</param>
/// <param name="Path">The key, such as <c>services.catalog.retry.attempts</c>; may be empty.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record ConfigurationRemark(string Severity, int Line, int Column, string Path, string Message)
{
    /// <summary>Whether it keeps the text from being used.</summary>
    public bool IsError() => Severity == "error";
}
