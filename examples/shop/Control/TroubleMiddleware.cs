namespace Shop.Control;

/// <summary>Makes requests suffer the trouble that the instance is in. The control endpoint never does.</summary>
public sealed class TroubleMiddleware(RequestDelegate next, TroubleSwitch trouble, TimeProvider time)
{
    /// <summary>Handles one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var now = trouble.Current;
        var path = context.Request.Path;
        if (path.StartsWithSegments("/control")) return next(context);
        // A health check sees a hung process, but neither slowness nor a part of errors: that is what makes those hard.
        if (path == "/healthz" && now.Kind != TroubleKind.Hang) return next(context);
        return now.Kind switch
        {
            TroubleKind.Slow => SlowAsync(context, now.Ms),
            TroubleKind.Fail when trouble.NextFails(now.Ratio) => FailAsync(context, now.Status),
            TroubleKind.Hang => Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted),
            TroubleKind.ResetMidBody => ResetAsync(context),
            _ => next(context),
        };
    }

    private async Task SlowAsync(HttpContext context, int ms)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(ms), time, context.RequestAborted);
        await next(context);
    }

    private static Task FailAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync("in trouble");
    }

    private static async Task ResetAsync(HttpContext context)
    {
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync(new string('x', 500));
        await context.Response.Body.FlushAsync();
        context.Abort();
    }
}
