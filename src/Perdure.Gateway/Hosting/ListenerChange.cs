using System.Collections.Immutable;
using Perdure.Gateway.Listening;
using Perdure.Model;

namespace Perdure.Gateway.Hosting;

/// <summary>The way from the listeners there are to those that are wanted: everything that can fail is done before anything changes.</summary>
internal sealed class ListenerChange
{
    private readonly List<(HttpListener Listener, ListenerModel Model)> _kept = [];

    private ListenerChange(ImmutableArray<HttpListener> removed) => Removed = removed;

    /// <summary>New listeners, bound and serving already.</summary>
    public List<HttpListener> Added { get; } = [];

    /// <summary>Listeners to be closed after the commit.</summary>
    public ImmutableArray<HttpListener> Removed { get; }

    /// <summary>Binds what is new.</summary>
    /// <exception cref="GatewayReloadException">Something cannot be bound; what was bound for this change is closed again.</exception>
    public static async Task<ListenerChange> PrepareAsync(
        ImmutableArray<HttpListener> current, SystemModel model, Func<ListenerModel, HttpListener> open, CancellationToken cancel)
    {
        var change = new ListenerChange([.. current.Where(listener => !model.Listeners.Any(listener.CanBecome))]);
        try
        {
            foreach (var wanted in model.Listeners)
            {
                if (current.FirstOrDefault(listener => listener.CanBecome(wanted)) is { } same)
                {
                    same.Check(wanted);
                    change._kept.Add((same, wanted));
                    continue;
                }

                var added = open(wanted);
                change.Added.Add(added);
                await added.StartAsync(cancel);
            }
        }
        catch
        {
            foreach (var added in change.Added)
                await added.DisposeAsync();
            throw;
        }

        return change;
    }

    /// <summary>Applies the changes to the listeners that stay; returns all of them.</summary>
    public ImmutableArray<HttpListener> Commit()
    {
        foreach (var (listener, model) in _kept)
            listener.Become(model);
        return [.. _kept.Select(kept => kept.Listener), .. Added];
    }
}
