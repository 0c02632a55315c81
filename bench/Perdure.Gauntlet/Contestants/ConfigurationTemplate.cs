using System.Globalization;
using System.Text;
using Perdure.Gauntlet.Rig;

namespace Perdure.Gauntlet.Contestants;

/// <summary>
/// Fills in a configuration. <c>{{name}}</c> is a value; a line with <c>{{each}}</c> stands once for each instance, with
/// <c>{{n}}</c>, <c>{{host}}</c>, <c>{{port}}</c> and <c>{{zone}}</c>.
/// </summary>
public static class ConfigurationTemplate
{
    /// <summary>The configuration with everything filled in.</summary>
    /// <exception cref="FormatException">A placeholder has no value.</exception>
    public static string Render(string template, IReadOnlyDictionary<string, string> values, IEnumerable<InstanceAddress> instances)
    {
        var text = new StringBuilder();
        var addresses = instances.ToList();
        foreach (var line in template.Split('\n'))
        {
            if (!line.Contains("{{each}}", StringComparison.Ordinal))
            {
                text.Append(line).Append('\n');
                continue;
            }
            foreach (var address in addresses)
            {
                text.Append(line
                    .Replace("{{each}}", "", StringComparison.Ordinal)
                    .Replace("{{n}}", address.Number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                    .Replace("{{host}}", address.Host, StringComparison.Ordinal)
                    .Replace("{{port}}", address.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                    .Replace("{{zone}}", address.Zone, StringComparison.Ordinal)).Append('\n');
            }
        }
        foreach (var (name, value) in values) text.Replace("{{" + name + "}}", value);
        var filled = text.ToString();
        var left = filled.IndexOf("{{", StringComparison.Ordinal);
        return left < 0 ? filled : throw new FormatException($"The template has an unknown placeholder at '{filled[left..Math.Min(filled.Length, left + 24)]}'.");
    }
}
