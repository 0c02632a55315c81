using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Perdure.Console.Security.Sessions;

/// <summary>
/// The sessions of a node. In memory alone: a restart ends them. Ids are 256 random bits and kept as hashes, so that neither a picture of the memory nor
/// the time of a look-up tells one. Thread-safe.
/// </summary>
internal sealed class SessionBook(TimeProvider time)
{
    /// <summary>How many there may be; one more ends the one that was not used for longest, of the same token if it has any.</summary>
    public const int SessionsMax = 1_000;

    private const int SecretBytes = 32;

    /// <summary>For how long one lasts that is not used.</summary>
    public static readonly TimeSpan IdleMax = TimeSpan.FromHours(12);

    /// <summary>For how long one lasts at most.</summary>
    public static readonly TimeSpan LastingMax = TimeSpan.FromDays(7);

    private readonly Dictionary<string, AdminSession> _sessions = [];
    private readonly Lock _lock = new();

    /// <summary>How many there are, those included whose time is over and that nobody has asked for since.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _sessions.Count;
        }
    }

    /// <summary>Opens one. Its id is always new, whatever the browser sent.</summary>
    public (string Id, AdminSession Session) Open(TokenEntry token)
    {
        var id = Secret();
        var session = new AdminSession(KeyOf(id), token, Secret(), time.GetTimestamp());
        lock (_lock)
        {
            if (_sessions.Count >= SessionsMax)
                MakeRoom(token);
            _sessions[session.Key] = session;
        }

        return (id, session);
    }

    /// <summary>
    /// The session of a request that sent these ids. None when several of them are sessions: somebody has planted one, and it cannot be told which.
    /// </summary>
    public AdminSession? Find(IReadOnlyList<string> ids)
    {
        AdminSession? found = null;
        foreach (var id in ids)
        {
            AdminSession? session;
            lock (_lock)
                session = _sessions.GetValueOrDefault(KeyOf(id));
            if (session is null || ReferenceEquals(session, found) || !Use(session))
                continue;
            if (found is not null)
                return null;
            found = session;
        }

        return found;
    }

    /// <summary>Marks a session as used; false when it has ended.</summary>
    public bool Use(AdminSession session)
    {
        lock (_lock)
        {
            if (!_sessions.ContainsKey(session.Key))
                return false;
            if (IsOver(session))
            {
                _sessions.Remove(session.Key);
                return false;
            }
        }

        session.UsedAt = time.GetTimestamp();
        return true;
    }

    /// <summary>Ends one.</summary>
    public void End(AdminSession session)
    {
        lock (_lock)
            _sessions.Remove(session.Key);
    }

    /// <summary>Ends those whose token is not in force any more: they do not come back with it.</summary>
    public void EndWithout(TokenTable tokens)
    {
        lock (_lock)
        {
            foreach (var over in _sessions.Values.Where(session => !tokens.Has(session.Token)).ToList())
                _sessions.Remove(over.Key);
        }
    }

    private void MakeRoom(TokenEntry token)
    {
        foreach (var over in _sessions.Values.Where(IsOver).ToList())
            _sessions.Remove(over.Key);
        if (_sessions.Count < SessionsMax)
            return;
        // Whoever has one token cannot sign out those who have others.
        var oldest = _sessions.Values.Where(session => session.Token.Is(token)).MinBy(session => session.UsedAt) ?? _sessions.Values.MinBy(session => session.UsedAt)!;
        _sessions.Remove(oldest.Key);
    }

    private bool IsOver(AdminSession session) => time.GetElapsedTime(session.UsedAt) >= IdleMax || time.GetElapsedTime(session.OpenedAt) >= LastingMax;

    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    private static string KeyOf(string id) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
