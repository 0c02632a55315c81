using System.Globalization;

namespace Perdure.Gauntlet.Instances;

/// <summary>What is wrong with an instance at the moment. Written by one reader of commands, read by all requests.</summary>
public sealed class InstanceFaults
{
    private double _errors;
    private double _cuts;
    private double _slow = 1;
    private volatile bool _empty;
    private volatile bool _refuse;

    /// <summary>Share of requests answered 500 at once, 0 to 1. From 1 on the health check fails too: the instance is down, not ailing.</summary>
    public double Errors => Volatile.Read(ref _errors);

    /// <summary>Share of GET answers that break off half-way, 0 to 1.</summary>
    public double Cuts => Volatile.Read(ref _cuts);

    /// <summary>Factor on the service time, at least 1.</summary>
    public double Slow => Volatile.Read(ref _slow);

    /// <summary>Whether connections are accepted and closed without an answer.</summary>
    public bool Empty => _empty;

    /// <summary>Whether the port isn't listened on.</summary>
    public bool Refuse => _refuse;

    /// <summary>Applies <c>ok</c>, <c>errors 0.2</c>, <c>cut 0.3</c>, <c>slow 20</c>, <c>empty</c> or <c>refuse</c>; false when it is none of these.</summary>
    public bool Apply(string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var amount = words.Length > 1 && double.TryParse(words[1], CultureInfo.InvariantCulture, out var number) ? number : 0;
        switch (words is [var first, ..] ? first : "")
        {
            case "ok":
                Volatile.Write(ref _errors, 0);
                Volatile.Write(ref _cuts, 0);
                Volatile.Write(ref _slow, 1);
                _empty = _refuse = false;
                return true;
            case "errors": Volatile.Write(ref _errors, amount); return true;
            case "cut": Volatile.Write(ref _cuts, amount); return true;
            case "slow": Volatile.Write(ref _slow, Math.Max(1, amount)); return true;
            case "empty": return _empty = true;
            case "refuse": return _refuse = true;
            default: return false;
        }
    }
}
