using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Shop;

/// <summary>The command line of one process of the shop.</summary>
public sealed record ShopOptions
{
    /// <summary>How it is used.</summary>
    public const string Usage = "usage: Shop.dll catalog|recommendations|payments|settlement --port N [--id NAME] [--zone NAME] [--ledger FILE] [--keys DIR] [--perdure URL]";

    /// <summary>Which part of the shop it is.</summary>
    public required ShopRole Role { get; init; }

    /// <summary>Port on the loopback address.</summary>
    public required int Port { get; init; }

    /// <summary>Its name, sent as <c>X-Instance</c> with every answer. Default: role and port.</summary>
    public required string Id { get; init; }

    /// <summary>Where it runs; shown, nothing more.</summary>
    public string? Zone { get; init; }

    /// <summary>File of the ledger of payments or settlement, so that it survives a crash. Default: memory only.</summary>
    public string? LedgerPath { get; init; }

    /// <summary>Folder that all payments processes share to recognise an <c>Idempotency-Key</c>. Default: none, keys mean nothing.</summary>
    public string? KeysPath { get; init; }

    /// <summary>
    /// Admin address of the node whose queue payments are accepted into and settled from. Default: none, payments are executed where they arrive;
    /// settlement needs it.
    /// </summary>
    public Uri? Perdure { get; init; }

    /// <summary>Reads the command line.</summary>
    public static bool TryRead(string[] args, [NotNullWhen(true)] out ShopOptions? options, [NotNullWhen(false)] out string? problem)
    {
        options = null;
        if (args.Length == 0 || !Enum.TryParse<ShopRole>(args[0], ignoreCase: true, out var role))
            return Fail("the first argument is the part of the shop", out problem);
        var values = new Dictionary<string, string>();
        for (var i = 1; i < args.Length; i += 2)
        {
            if (args[i] is not ("--port" or "--id" or "--zone" or "--ledger" or "--keys" or "--perdure")) return Fail($"unknown option {args[i]}", out problem);
            if (i + 1 == args.Length) return Fail($"{args[i]} needs a value", out problem);
            values[args[i]] = args[i + 1];
        }
        if (!int.TryParse(values.GetValueOrDefault("--port"), CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            return Fail("--port needs a number from 1 to 65535", out problem);
        Uri? perdure = null;
        if (values.TryGetValue("--perdure", out var address) && !(Uri.TryCreate(address, UriKind.Absolute, out perdure) && perdure.Scheme is "http" or "https"))
            return Fail("--perdure needs the admin address of a node, such as http://127.0.0.1:9090", out problem);
        if (role == ShopRole.Settlement && perdure is null)
            return Fail("settlement needs --perdure, the node whose queue it works on", out problem);
        options = new ShopOptions
        {
            Role = role,
            Port = port,
            Id = values.GetValueOrDefault("--id") ?? $"{args[0]}-{port}",
            Zone = values.GetValueOrDefault("--zone"),
            LedgerPath = values.GetValueOrDefault("--ledger"),
            KeysPath = values.GetValueOrDefault("--keys"),
            Perdure = perdure,
        };
        problem = null;
        return true;
    }

    private static bool Fail(string what, out string problem)
    {
        problem = what;
        return false;
    }
}
