namespace Perdure.Model.Tests;

/// <summary>The contract of the system file without what this version does not support.</summary>
internal static class ContractText
{
    private static readonly string[] Later =
    [
        // Names a file that is not here.
        "runbook:",
        "- name: orders-db", "orders-db:", "dependsOn:",
    ];

    public static string Supported()
    {
        var kept = new List<string>();
        int? dropping = null;
        foreach (var line in SystemFile.Contract.Split('\n'))
        {
            var indent = line.Length - line.TrimStart().Length;
            if (dropping is { } at && (line.Trim().Length == 0 || indent > at || (indent == at && at == 0 && line.StartsWith('-'))))
            {
                continue;
            }

            dropping = Later.Any(key => line.TrimStart().StartsWith(key, StringComparison.Ordinal)) ? indent : null;
            if (dropping is null)
            {
                kept.Add(line);
            }
        }

        return string.Join('\n', kept);
    }
}
