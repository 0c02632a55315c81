using System.CommandLine;
using Perdure.Administration;
using Perdure.Client;

namespace Perdure.Commands;

/// <summary><c>--admin</c> and <c>--token</c>: which node a command talks to, and as whom.</summary>
/// <param name="several">Whether the command goes on with another node when one fails, and so takes several addresses.</param>
internal sealed class AdminOptions(bool several = false)
{
    private const string DefaultAddress = "http://127.0.0.1:9090";

    private readonly Option<string> _admin = new("--admin")
    {
        Description = several ? "The nodes' admin addresses, separated by commas (PERDURE_ADMIN)" : "The node's admin address (PERDURE_ADMIN)",
        HelpName = "URL",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("PERDURE_ADMIN") is { Length: > 0 } set ? set : DefaultAddress,
    };

    // No default value here: the help would show the token of the environment.
    private readonly Option<string?> _token = new("--token")
    {
        Description = "An admin token; PERDURE_TOKEN keeps it out of the list of processes",
        HelpName = "TOKEN",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_admin);
        command.Add(_token);
    }

    /// <summary>A client of the node that was named; of the first one, when several were.</summary>
    public AdminClient Connect(ParseResult parsed) => new(Addresses(parsed)[0], Token(parsed));

    /// <summary>A client for what services use, of all nodes that were named.</summary>
    public PerdureClient ConnectServices(ParseResult parsed)
    {
        try
        {
            return new PerdureClient(new PerdureClientOptions { Nodes = Addresses(parsed), Token = Token(parsed) });
        }
        catch (ArgumentException wrong)
        {
            throw new CommandException(wrong.Message, ExitCode.Usage, wrong);
        }
    }

    private Uri[] Addresses(ParseResult parsed)
    {
        var all = parsed.GetRequiredValue(_admin);
        var split = all.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return split.Length == 0 ? [Address(all)] : [.. split.Select(Address)];
    }

    private static Uri Address(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")
            ? uri
            : throw new CommandException($"--admin: expected an address such as {DefaultAddress}, found \"{address}\"", ExitCode.Usage);

    private string? Token(ParseResult parsed)
    {
        var token = parsed.GetValue(_token) ?? Environment.GetEnvironmentVariable("PERDURE_TOKEN");
        return string.IsNullOrWhiteSpace(token) ? null : token.Trim();
    }
}
