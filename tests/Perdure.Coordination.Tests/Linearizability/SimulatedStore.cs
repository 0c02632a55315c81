using Perdure.Histories;
using Perdure.Histories.Keys;

namespace Perdure.Coordination.Tests.Linearizability;

/// <summary>
/// Makes histories from a seed: clients whose operations overlap, each of which takes effect at one moment between call and return. Some
/// are never answered. Two defects can be asked for.
/// </summary>
internal sealed class SimulatedStore(int seed, int clients, int operations, int keys)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, Stored> _stored = [];
    private readonly Dictionary<string, List<Stored?>> _past = [];
    private readonly List<HistoryOperation<KeyAction, KeyAnswer>> _history = [];
    private long _revision = 1;

    /// <summary>Of 1000 operations, so many are never answered; half of them take effect.</summary>
    public int OpenPerMille { get; init; }

    /// <summary>Of 1000 reads, so many answer what was there before.</summary>
    public int StalePerMille { get; init; }

    /// <summary>Of 1000 writes, so many are acknowledged and not done.</summary>
    public int LostPerMille { get; init; }

    public IReadOnlyList<HistoryOperation<KeyAction, KeyAnswer>> Run()
    {
        var now = 0L;
        var running = new Running?[clients];
        for (var begun = 0; begun < operations || running.Any(r => r is not null);)
        {
            var client = _random.Next(clients);
            now++;
            if (running[client] is not { } current)
            {
                if (begun >= operations) continue;
                running[client] = new Running(Next($"{begun++}"), now, null);
            }
            else if (current.Answer is null)
            {
                running[client] = Effect(client, current);
            }
            else
            {
                _history.Add(new(client, current.Action, current.Answer, current.Called, now));
                running[client] = null;
            }
        }

        return _history;
    }

    private Running? Effect(int client, Running current)
    {
        var isOpen = current.Action.Kind != KeyActionKind.Read && _random.Next(1000) < OpenPerMille;
        if (!isOpen) return current with { Answer = Do(current.Action) };
        if (_random.Next(2) == 0) Do(current.Action);
        _history.Add(new(client, current.Action, new KeyAnswer(false), current.Called, HistoryOperation<KeyAction, KeyAnswer>.NeverReturned));
        return null;
    }

    private KeyAction Next(string value)
    {
        var key = $"k{_random.Next(keys)}";
        var stored = _stored.GetValueOrDefault(key);
        // Mostly guards that may hold, sometimes one that cannot.
        var slip = _random.Next(4) == 0 ? 1 : 0;
        return _random.Next(10) switch
        {
            < 4 => new KeyAction(KeyActionKind.Read, key),
            < 6 => new KeyAction(KeyActionKind.Put, key, value),
            < 8 => new KeyAction(KeyActionKind.PutIfModifiedAt, key, value, Math.Max(0, (stored?.Modified ?? 0) - slip)),
            8 => new KeyAction(KeyActionKind.PutIfCreatedAt, key, value, Math.Max(0, (stored?.Created ?? 0) - slip)),
            _ => new KeyAction(KeyActionKind.Delete, key),
        };
    }

    private KeyAnswer Do(KeyAction action)
    {
        var stored = _stored.GetValueOrDefault(action.Key);
        switch (action.Kind)
        {
            case KeyActionKind.Read:
                if (_past.TryGetValue(action.Key, out var past) && _random.Next(1000) < StalePerMille) stored = past[_random.Next(past.Count)];
                return stored is null ? new KeyAnswer(false) : new KeyAnswer(true, stored.Modified, stored.Value, stored.Created, stored.Version);
            case KeyActionKind.PutIfModifiedAt when (stored?.Modified ?? 0) != action.Guard:
            case KeyActionKind.PutIfCreatedAt when (stored?.Created ?? 0) != action.Guard:
            case KeyActionKind.Delete when stored is null:
                return new KeyAnswer(false);
        }

        _revision++;
        if (_random.Next(1000) < LostPerMille) return new KeyAnswer(true, _revision);
        if (!_past.TryGetValue(action.Key, out var history)) _past[action.Key] = history = [];
        history.Add(stored);
        if (action.Kind == KeyActionKind.Delete) _stored.Remove(action.Key);
        else _stored[action.Key] = new Stored(action.Value, stored?.Created ?? _revision, _revision, (stored?.Version ?? 0) + 1);
        return new KeyAnswer(true, _revision);
    }

    private sealed record Running(KeyAction Action, long Called, KeyAnswer? Answer);

    private sealed record Stored(string Value, long Created, long Modified, long Version);
}
