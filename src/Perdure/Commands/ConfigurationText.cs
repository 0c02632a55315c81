namespace Perdure.Commands;

/// <summary>A version of the shared configuration in words.</summary>
internal static class ConfigurationText
{
    /// <summary>Such as <c>version 4</c>; 0 is each node's own file.</summary>
    public static string Of(long version) => version == 0 ? "the nodes' own files" : $"version {version}";
}
