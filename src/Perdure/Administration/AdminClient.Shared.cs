using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Perdure.Console.Configuration;
using Perdure.Console.Flags;
using Perdure.Console.Json;

namespace Perdure.Administration;

// What all nodes share: flags and configuration.
internal sealed partial class AdminClient
{
    private const string Flags = "/api/v1/flags";
    private const string Configuration = "/api/v1/configuration";

    /// <summary><c>GET /api/v1/flags</c>.</summary>
    public Task<FlagList> FlagsAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, Flags, SharedJson.Default.FlagList, cancellationToken);

    /// <summary>Sets a flag to 0 to 100 percent.</summary>
    public Task<FlagStatus> SetFlagAsync(string name, int percent, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Put,
        $"{Flags}/{Uri.EscapeDataString(name)}",
        SharedJson.Default.FlagStatus,
        cancellationToken,
        JsonContent.Create(new FlagChange(percent), SharedJson.Default.FlagChange));

    /// <summary>Gives a flag back to its default.</summary>
    public Task<FlagStatus> ClearFlagAsync(string name, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"{Flags}/{Uri.EscapeDataString(name)}", SharedJson.Default.FlagStatus, cancellationToken);

    /// <summary><c>GET /api/v1/configuration</c>.</summary>
    public Task<ConfigurationStatus> ConfigurationAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, Configuration, SharedJson.Default.ConfigurationStatus, cancellationToken);

    /// <summary>Applies a system file to all nodes.</summary>
    /// <param name="text">The file as it is.</param>
    /// <param name="query">How: what <c>POST /api/v1/configuration</c> takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RefusedTextException">The text has errors.</exception>
    public Task<ApplyAnswer> ApplyAsync(byte[] text, IEnumerable<(string Name, string Value)> query, CancellationToken cancellationToken)
    {
        var body = new ByteArrayContent(text);
        body.Headers.ContentType = new MediaTypeHeaderValue("text/yaml");
        var path = Configuration + "?" + string.Join('&', query.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        return SendAsync(HttpMethod.Post, path, SharedJson.Default.ApplyAnswer, cancellationToken, body);
    }

    /// <summary>Applies an earlier version again; null for the one before.</summary>
    public Task<ApplyAnswer> RollbackAsync(long? version, CancellationToken cancellationToken)
    {
        var query = version is { } number ? string.Create(CultureInfo.InvariantCulture, $"?version={number}") : "";
        return SendAsync(HttpMethod.Post, $"{Configuration}/rollback{query}", SharedJson.Default.ApplyAnswer, cancellationToken);
    }

    /// <summary>Has every node go back to its own file.</summary>
    public Task<ApplyAnswer> WithdrawAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, Configuration + "/withdraw", SharedJson.Default.ApplyAnswer, cancellationToken);
}
