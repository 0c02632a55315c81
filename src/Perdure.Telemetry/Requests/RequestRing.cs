using System.Runtime.InteropServices;

namespace Perdure.Telemetry.Requests;

/// <summary>
/// A bounded queue of records from many threads to one, all of whose memory is there from the start. Nobody waits: when it is full, nothing is added. After Vyukov's
/// bounded queue: each place has a turn number that says whether it is free for the writer of that turn, or filled for the reader.
/// </summary>
internal sealed class RequestRing
{
    private readonly Place[] _places;
    private readonly int _mask;
    private Position _added;
    private Position _taken;

    /// <summary>With room for so many, a power of two.</summary>
    public RequestRing(int capacity)
    {
        _places = new Place[capacity];
        _mask = capacity - 1;
        for (var at = 0; at < capacity; at++)
            _places[at].Turn = at;
    }

    /// <summary>Whether the reader finds nothing.</summary>
    public bool IsEmpty => Volatile.Read(ref _places[(int)_taken.Value & _mask].Turn) != _taken.Value + 1;

    /// <summary>Adds one, from any thread; false when there is no room. <paramref name="number"/> counts what is added.</summary>
    public bool TryAdd(in RequestRecord record, out long number)
    {
        number = Volatile.Read(ref _added.Value);
        while (true)
        {
            ref var place = ref _places[(int)number & _mask];
            var ahead = Volatile.Read(ref place.Turn) - number;
            if (ahead < 0)
                return false;
            if (ahead == 0)
            {
                var before = Interlocked.CompareExchange(ref _added.Value, number + 1, number);
                if (before == number)
                {
                    place.Record = record;
                    Volatile.Write(ref place.Turn, number + 1);
                    return true;
                }

                number = before;
            }
            else
            {
                number = Volatile.Read(ref _added.Value);
            }
        }
    }

    /// <summary>Takes the oldest, from the one thread that reads; false when there is none. Its place holds nothing of it afterwards.</summary>
    public bool TryTake(out RequestRecord record)
    {
        var number = _taken.Value;
        ref var place = ref _places[(int)number & _mask];
        if (Volatile.Read(ref place.Turn) != number + 1)
        {
            record = default;
            return false;
        }

        record = place.Record;
        place.Record = default;
        Volatile.Write(ref place.Turn, number + _places.Length);
        _taken.Value = number + 1;
        return true;
    }

    private struct Place
    {
        public long Turn;
        public RequestRecord Record;
    }

    // On cache lines of their own: writers and the reader must not slow each other down.
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct Position
    {
        [FieldOffset(64)]
        public long Value;
    }
}
