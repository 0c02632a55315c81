using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Stages;

/// <summary>The instances that a request has tried, kept on the stack.</summary>
internal struct TriedInstances
{
    private Slots _slots;
    private int _held;

    /// <summary>How many tries there were.</summary>
    public int Count { get; private set; }

    /// <summary>Those that are not to be tried again.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<Instance?> Span => MemoryMarshal.CreateReadOnlySpan(in _slots[0], _held);

    /// <summary>Notes a try.</summary>
    public void Add(Instance instance)
    {
        Count++;
        _slots[_held++ & 15] = instance;
        _held = Math.Min(_held, 16);
    }

    /// <summary>All had their turn: each may be tried again.</summary>
    public void Forget() => _held = 0;

    [InlineArray(16)]
    private struct Slots
    {
        private Instance? _first;
    }
}
