namespace Perdure.Coordination.Peers;

/// <summary>
/// Whom this node has heard, and which pushes are news: of each node only its newest process, of that one only higher numbers. So a push that is
/// played again is recognised. Bounded. Thread-safe.
/// </summary>
internal sealed class PeerJournal(string incarnation, TimeProvider clock)
{
    private const int MaxNodes = 256;
    private const int MaxFormer = 16;

    private readonly Dictionary<string, Sender> _senders = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>This process, by which pushes for it are told from those for an earlier one.</summary>
    public string Incarnation { get; } = incarnation;

    /// <summary>Whether the push is to be taken in.</summary>
    public bool IsNews(PeerMessage message)
    {
        lock (_lock)
        {
            if (!_senders.TryGetValue(message.Node, out var sender))
            {
                if (_senders.Count >= MaxNodes) Forget();
                sender = _senders[message.Node] = new Sender(message.Incarnation);
            }
            if (sender.Incarnation != message.Incarnation)
            {
                if (sender.Former.Contains(message.Incarnation)) return false;
                sender.Former.Enqueue(sender.Incarnation);
                if (sender.Former.Count > MaxFormer) sender.Former.Dequeue();
                (sender.Incarnation, sender.Sequence) = (message.Incarnation, long.MinValue);
            }
            if (message.Sequence <= sender.Sequence) return false;
            sender.Sequence = message.Sequence;
            sender.HeardAt = clock.GetTimestamp();
            return true;
        }
    }

    /// <summary>Whether the node was heard within the time.</summary>
    public bool IsHeard(string node, TimeSpan within)
    {
        lock (_lock) return _senders.TryGetValue(node, out var sender) && clock.GetElapsedTime(sender.HeardAt) <= within;
    }

    private void Forget() => _senders.Remove(_senders.MinBy(s => s.Value.HeardAt).Key);

    private sealed class Sender(string incarnation)
    {
        public string Incarnation { get; set; } = incarnation;

        public long Sequence { get; set; } = long.MinValue;

        public long HeardAt { get; set; }

        public Queue<string> Former { get; } = [];
    }
}
