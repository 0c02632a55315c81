using System.Diagnostics;

namespace Shop.Control;

/// <summary>Brings an instance into trouble and out of it. The gateway has no route to these.</summary>
public static class ControlEndpoints
{
    /// <summary>Adds the control endpoint.</summary>
    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        var control = routes.MapGroup("/control");
        control.MapGet("", (TroubleSwitch trouble) => Show(trouble));
        control.MapPost("normal", (TroubleSwitch trouble) => Set(trouble, new Trouble()));
        control.MapPost("hang", (TroubleSwitch trouble) => Set(trouble, new Trouble { Kind = TroubleKind.Hang }));
        control.MapPost("reset-mid-body", (TroubleSwitch trouble) => Set(trouble, new Trouble { Kind = TroubleKind.ResetMidBody }));
        control.MapPost("slow", (int ms, TroubleSwitch trouble) => ms is >= 0 and <= 600_000
            ? Set(trouble, new Trouble { Kind = TroubleKind.Slow, Ms = ms })
            : Results.BadRequest("ms is a number from 0 to 600000"));
        control.MapPost("busy", (int ms, TroubleSwitch trouble) => ms is >= 0 and <= 600_000
            ? Set(trouble, new Trouble { Kind = TroubleKind.Busy, Ms = ms })
            : Results.BadRequest("ms is a number from 0 to 600000"));
        control.MapPost("fail", (TroubleSwitch trouble, double ratio = 1, int status = 500) => ratio is >= 0 and <= 1 && status is >= 400 and <= 599
            ? Set(trouble, new Trouble { Kind = TroubleKind.Fail, Ratio = ratio, Status = status })
            : Results.BadRequest("ratio is a number from 0 to 1, status one from 400 to 599"));
        control.MapPost("crash", () => Process.GetCurrentProcess().Kill());
    }

    private static IResult Set(TroubleSwitch trouble, Trouble next)
    {
        trouble.Current = next;
        return Show(trouble);
    }

    private static IResult Show(TroubleSwitch trouble)
    {
        var now = trouble.Current;
        return Results.Json(new { kind = now.Kind.ToString(), ms = now.Ms, ratio = now.Ratio, status = now.Status });
    }
}
