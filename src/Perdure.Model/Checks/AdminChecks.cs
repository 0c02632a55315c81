using System.Net;
using Perdure.Model.Reading;

namespace Perdure.Model.Checks;

/// <summary>Who may use the admin API. No message holds a token.</summary>
internal static class AdminChecks
{
    private const int MinTokenLength = 16;

    public static void Check(SystemModel model, ReadContext context)
    {
        var (address, tokens) = (Paths.Admin.Key("address"), Paths.Admin.Key("tokens"));
        const string Why = "can be reached from other machines";
        var isExposed = context.IsSound(address) && !IPAddress.IsLoopback(model.Admin.Address.Address);
        if (isExposed && context.IsSound(tokens) && model.Admin.Tokens.IsEmpty)
        {
            context.Error(
                DiagnosticKind.Missing,
                tokens,
                context.ValueAt(address),
                $"expected tokens, because {model.Admin.Address} {Why}, found none",
                "add tokens: [{ name: ops, role: operator, token: \"${PERDURE_OPS_TOKEN}\" }], or bind 127.0.0.1");
        }

        Duplicates.Check(context, tokens, model.Admin.Tokens, "name", t => t.Name);
        Duplicates.Check(context, tokens, model.Admin.Tokens, "token", t => t.Token);
        for (var i = 0; i < model.Admin.Tokens.Length; i++)
        {
            var path = tokens.Item(i).Key("token");
            if (isExposed && context.IsSound(path) && model.Admin.Tokens[i].Token.Length < MinTokenLength)
            {
                context.Error(
                    DiagnosticKind.Invalid,
                    path,
                    context.ValueAt(path),
                    $"expected at least {MinTokenLength} characters, because {model.Admin.Address} {Why}, found fewer",
                    "make one with `openssl rand -hex 32`");
            }
        }
    }
}
