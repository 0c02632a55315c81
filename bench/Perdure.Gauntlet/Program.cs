using Perdure.Gauntlet.Commands;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupted.Cancel();
};
using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(
    System.Runtime.InteropServices.PosixSignal.SIGTERM,
    context =>
    {
        context.Cancel = true;
        interrupted.Cancel();
    });
var time = TimeProvider.System;
try
{
    var arguments = new Arguments(args.Skip(1).ToArray());
    return args.FirstOrDefault() switch
    {
        "instance" => await InstanceCommand.RunAsync(arguments, time),
        "run" => await RunCommand.RunAsync(arguments, time, interrupted.Token),
        "idle" => await IdleCommand.RunAsync(arguments, time, interrupted.Token),
        "soak" => await SoakCommand.RunAsync(arguments, time, interrupted.Token),
        _ => throw new FormatException("The commands are: instance, run, idle, soak. bench/README.md explains them."),
    };
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Interrupted; what was done is kept, the same command goes on from here.");
    return 130;
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
catch (Perdure.Gauntlet.Contestants.GatewayStartException e)
{
    await Console.Error.WriteLineAsync("The gateway does not start: " + e.Message);
    return 1;
}
