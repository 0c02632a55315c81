using System.Text;
using Google.Protobuf;

namespace Perdure.Coordination.Etcd.Translation;

/// <summary>Between keys as callers name them and as etcd has them: with the prefix before them. Immutable.</summary>
internal sealed class KeyMap
{
    private readonly byte[] _prefix;

    public KeyMap(string prefix) => _prefix = Encoding.UTF8.GetBytes(prefix.TrimEnd('/') + "/");

    /// <summary>A key in etcd.</summary>
    public ByteString ToStored(string key) => UnsafeByteOperations.UnsafeWrap(Bytes(key));

    /// <summary>The end of the range of keys that begin so: the first key after them.</summary>
    public ByteString EndOf(string begin)
    {
        var bytes = Bytes(begin);
        for (var last = bytes.Length - 1; last >= 0; last--)
        {
            if (bytes[last] == 0xff) continue;
            bytes[last]++;
            return UnsafeByteOperations.UnsafeWrap(bytes.AsMemory(0, last + 1));
        }

        // Etcd's sign for "to the end of all keys"; UTF-8 has no byte 0xff, so that this is not reached.
        return ByteString.CopyFrom(0);
    }

    /// <summary>A key as callers know it.</summary>
    public string ToKey(ByteString stored) => Encoding.UTF8.GetString(stored.Span[_prefix.Length..]);

    private byte[] Bytes(string key)
    {
        var bytes = new byte[_prefix.Length + Encoding.UTF8.GetByteCount(key)];
        _prefix.CopyTo(bytes, 0);
        Encoding.UTF8.GetBytes(key, bytes.AsSpan(_prefix.Length));
        return bytes;
    }
}
