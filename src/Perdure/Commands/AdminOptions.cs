using System.CommandLine;
using Perdure.Administration;

namespace Perdure.Commands;

/// <summary><c>--admin</c> and <c>--token</c>: which node a command talks to, and as whom.</summary>
internal sealed class AdminOptions
{
    private const string DefaultAddress = "http://127.0.0.1:9090";

    private readonly Option<string> _admin = new("--admin")
    {
        Description = "The node's admin address (PERDURE_ADMIN)",
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

    /// <summary>A client of the node that was named.</summary>
    public AdminClient Connect(ParseResult parsed)
    {
        var address = parsed.GetRequiredValue(_admin);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new CommandException($"--admin: expected an address such as {DefaultAddress}, found \"{address}\"", ExitCode.Usage);
        var token = parsed.GetValue(_token) ?? Environment.GetEnvironmentVariable("PERDURE_TOKEN");
        return new AdminClient(uri, string.IsNullOrWhiteSpace(token) ? null : token.Trim());
    }
}
