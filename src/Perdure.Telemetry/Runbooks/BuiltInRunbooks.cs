using System.Collections.Immutable;

namespace Perdure.Telemetry.Runbooks;

/// <summary>The runbooks that Perdure brings along: the pages of docs/runbooks, inside the executable.</summary>
public static class BuiltInRunbooks
{
    private const string Prefix = "runbooks/";

    private static readonly Lazy<ImmutableSortedDictionary<string, Runbook>> s_all = new(Read);

    /// <summary>All of them by name, such as <c>PerdureServiceDown</c>.</summary>
    public static ImmutableSortedDictionary<string, Runbook> All => s_all.Value;

    private static ImmutableSortedDictionary<string, Runbook> Read()
    {
        var assembly = typeof(BuiltInRunbooks).Assembly;
        var all = ImmutableSortedDictionary.CreateBuilder<string, Runbook>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var name = resource[Prefix.Length..];
            all[name] = RunbookParser.Parse(name, reader.ReadToEnd());
        }

        return all.ToImmutable();
    }
}
