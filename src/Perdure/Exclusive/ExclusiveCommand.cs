using System.ComponentModel;
using System.Globalization;
using Perdure.Client;
using Perdure.Client.Leases;
using Perdure.Commands;
using Perdure.Supervision;
using Perdure.Supervision.Guarding;

namespace Perdure.Exclusive;

/// <summary>
/// Runs a command only while a leadership or a lock is held: waits for it, starts the command, stops it in time when it is lost, and waits
/// again. The lease's local deadline is the last moment at which the command may live; the guardian kills it then even when this process
/// stands still.
/// </summary>
internal sealed class ExclusiveCommand(
    ExclusiveOptions options, Func<CancellationToken, Task<LeaseHold>> hold, GuardianLink guardian, TimeProvider clock, TextWriter messages)
{
    private const int KilledExit = 137;
    private const int NotFoundExit = 127;

    // What a signal takes to arrive: the last one is sent so long before the deadline.
    private static readonly TimeSpan KillBefore = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Runs until the command ends by itself, a signal comes, or, with <see cref="ExclusiveOptions.Once"/>, it is lost.</summary>
    /// <returns>The exit code: the command's own, where it ended by itself or by a signal that was passed on.</returns>
    public async Task<int> RunAsync(ForwardedSignals signals)
    {
        while (true)
        {
            LeaseHold held;
            try
            {
                held = await hold(signals.Asked);
            }
            catch (OperationCanceledException) when (signals.Asked.IsCancellationRequested)
            {
                return signals.ExitCode;
            }

            messages.WriteLine($"perdure: holds {options.What} with token {held.Token}; starting the command");
            int? exit;
            try
            {
                exit = await RunHeldAsync(held, signals);
            }
            finally
            {
                await ReleaseAsync(held);
            }

            if (exit is { } code)
                return code;
            if (signals.Asked.IsCancellationRequested)
                return signals.ExitCode;
            if (options.Once)
                return ExitCode.Failed;
        }
    }

    // The exit code when the command ended by itself; null when it was lost.
    private async Task<int?> RunHeldAsync(LeaseHold held, ForwardedSignals signals)
    {
        if (!held.IsHeld)
            return null;
        var command = Start(held);
        signals.SendTo(command);
        try
        {
            while (held.IsHeld && !command.Ended.IsCompleted)
            {
                // The guardian's deadline follows the lease's.
                guardian.AllowFor(command.Pid, held.Remaining);
                using var waited = CancellationTokenSource.CreateLinkedTokenSource(held.Lost);
                await Task.WhenAny(command.Ended, Task.Delay(TellEvery, clock, waited.Token));
                await waited.CancelAsync();
            }

            // One that was killed while nobody held it any more was killed by the guardian, because this process stood still.
            if (command.Ended.IsCompleted && (held.IsHeld || await command.Ended != KilledExit))
                return await command.Ended;
            return await StopAsync(command, held);
        }
        finally
        {
            signals.SendTo(null);
        }
    }

    private async Task<int?> StopAsync(ForegroundCommand command, LeaseHold held)
    {
        // A lease that is gone may be another's already: there is no time to be polite.
        var left = held.Remaining - KillBefore;
        var grace = held.Loss == LeaseLoss.Gone ? TimeSpan.Zero : left < options.Grace ? left : options.Grace;
        messages.WriteLine(
            $"perdure: lost {options.What} ({(held.Loss == LeaseLoss.Gone ? "its lease is gone" : "its lease could not be renewed in time")}); stopping the command");
        await command.StopAsync(grace, clock);
        return null;
    }

    private ForegroundCommand Start(LeaseHold held)
    {
        var environment = new Dictionary<string, string>
        {
            ["PERDURE_FENCING_TOKEN"] = held.Token.ToString(CultureInfo.InvariantCulture),
            ["PERDURE_LEASE"] = held.Lease,
            [options.NameVariable] = held.Name,
        };
        try
        {
            return ForegroundCommand.Start(options.Command, environment, guardian);
        }
        catch (Exception refused) when (refused is Win32Exception or InvalidOperationException)
        {
            throw new CommandException($"cannot start {options.Command[0]}: {refused.Message}", NotFoundExit, refused);
        }
    }

    // So that the next one has it at once; when no node takes the message it ends with its time to live.
    private async Task ReleaseAsync(LeaseHold held)
    {
        using var late = new CancellationTokenSource(ReleaseTimeout, clock);
        try
        {
            await held.ReleaseAsync(late.Token);
        }
        catch (Exception unreachable) when (unreachable is PerdureException or OperationCanceledException)
        {
            messages.WriteLine($"perdure: {options.What} could not be given back and ends with its time to live: {unreachable.Message}");
        }
    }
}
