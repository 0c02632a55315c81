using Microsoft.Extensions.Logging;
using Perdure.Commands;
using Perdure.Coordination.Embedded;
using Perdure.Coordination.Etcd;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Time;
using Perdure.Model;

namespace Perdure.Nodes.Coordination;

/// <summary>Makes the store that a system file asks for.</summary>
internal static class Coordinators
{
    private const string FileName = "coordination.db";

    /// <summary>
    /// Makes it, without waiting for it: one that cannot be reached is no error. The embedded one is kept in <paramref name="directory"/>,
    /// or in memory alone without one.
    /// </summary>
    /// <param name="system">What the system file says.</param>
    /// <param name="directory">The node's data directory; null for none that can be written.</param>
    /// <param name="waitForFile">Whether another process may have the file for the moment.</param>
    /// <param name="seed">Makes nodes differ in what they choose at random.</param>
    /// <param name="log">Where it tells what happens.</param>
    /// <exception cref="CommandException">It can never work as the file has it.</exception>
    public static ICoordinator Create(SystemModel system, string? directory, bool waitForFile, ulong seed, ILogger log)
    {
        var model = system.Coordination;
        try
        {
            return model.Engine == CoordinationEngine.Etcd ? CreateEtcd(system, seed, log) : OpenEmbedded(system, directory, waitForFile, log);
        }
        catch (CoordinationException refused)
        {
            throw new CommandException($"cannot open the coordination store: {refused.Message}", ExitCode.Failed, refused);
        }
        catch (ArgumentException wrong)
        {
            throw new CommandException($"coordination: {wrong.Message}", ExitCode.Usage, wrong);
        }
    }

    private static EmbeddedCoordinator OpenEmbedded(SystemModel system, string? directory, bool waitForFile, ILogger log)
    {
        var options = new EmbeddedOptions
        {
            System = system.Name,
            Clock = BootClock.Instance,
            Log = log,
            Timeout = system.Coordination.Timeout,
            WaitForFile = waitForFile,
        };
        if (directory is null)
            return EmbeddedCoordinator.InMemory(options);
        var file = Path.Combine(directory, FileName);
        DataDirectory.MakeOwn(file);
        return EmbeddedCoordinator.Open(file, options);
    }

    private static EtcdCoordinator CreateEtcd(SystemModel system, ulong seed, ILogger log)
    {
        var model = system.Coordination;
        return EtcdCoordinator.Create(new EtcdOptions
        {
            Endpoints = model.Endpoints,
            Prefix = model.Prefix,
            System = system.Name,
            User = model.User,
            Password = model.Password,
            CaPath = model.CaPath,
            CertificatePath = model.CertificatePath,
            KeyPath = model.KeyPath,
            Timeout = model.Timeout,
            CompactAfter = model.CompactAfter,
            Clock = BootClock.Instance,
            Log = log,
            Seed = seed,
        });
    }
}
