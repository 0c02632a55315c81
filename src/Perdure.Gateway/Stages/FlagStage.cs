using System.Runtime.InteropServices;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Flags;
using Perdure.Gateway.Planning;
using Perdure.Model;

namespace Perdure.Gateway.Stages;

/// <summary>
/// Lets those requests pass for whose user the route's flag is on. Who is on follows from the user and the flag alone: the same on every
/// node and in every run, more users when the percentage rises, none of them turned around; and one flag says nothing about another.
/// </summary>
internal sealed class FlagStage(FlagModel flag, FlagSwitches switches, RouteRuntime route, Stage next) : Stage
{
    private readonly RequestKey _user = RequestKey.Of(flag.Key);
    private readonly ulong _flagHash = StableHash.Of(MemoryMarshal.AsBytes(flag.Name.AsSpan()));

    public override ValueTask<Outcome> RunAsync(Exchange exchange)
    {
        var percent = switches.PercentOf(flag.Name, flag.DefaultPercent);
        // Most of the time nobody need be told from anybody.
        if (percent == 100 || (percent > 0 && FlagShare.IsOn(_user.Read(exchange), _flagHash, percent)))
            return next.RunAsync(exchange);
        route.Counters.OnFlaggedOff();
        return new ValueTask<Outcome>(Outcome.Failed(OutcomeKind.FlaggedOff, Problems.FlagOff));
    }
}
