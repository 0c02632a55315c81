using Perdure.Histories;
using Perdure.Histories.Keys;

namespace Perdure.Coordination.Tests.Linearizability;

/// <summary>Short forms for histories of keys.</summary>
internal static class Histories
{
    public static readonly KeyModel Model = new();

    public static HistoryReport Check(this IEnumerable<HistoryOperation<KeyAction, KeyAnswer>> history, HistoryLimits? limits = null) =>
        LinearizabilityChecker.Check(Model, history, limits ?? new HistoryLimits());

    public static HistoryOperation<KeyAction, KeyAnswer> Read(long called, long returned, string value, long revision, long version = 1, long? created = null, string key = "k") =>
        new(0, new KeyAction(KeyActionKind.Read, key), new KeyAnswer(true, revision, value, created ?? revision, version), called, returned);

    public static HistoryOperation<KeyAction, KeyAnswer> ReadNothing(long called, long returned, string key = "k") =>
        new(0, new KeyAction(KeyActionKind.Read, key), new KeyAnswer(false), called, returned);

    public static HistoryOperation<KeyAction, KeyAnswer> Put(long called, long returned, string value, long revision, string key = "k") =>
        new(0, new KeyAction(KeyActionKind.Put, key, value), new KeyAnswer(true, revision), called, returned);

    public static HistoryOperation<KeyAction, KeyAnswer> Delete(long called, long returned, long revision) =>
        new(0, new KeyAction(KeyActionKind.Delete, "k"), new KeyAnswer(revision > 0, revision), called, returned);

    public static HistoryOperation<KeyAction, KeyAnswer> PutIf(long called, long returned, string value, long modifiedAt, long revision) =>
        new(0, new KeyAction(KeyActionKind.PutIfModifiedAt, "k", value, modifiedAt), new KeyAnswer(revision > 0, revision), called, returned);

    public static HistoryOperation<KeyAction, KeyAnswer> Open(this HistoryOperation<KeyAction, KeyAnswer> operation) =>
        operation with { Returned = HistoryOperation<KeyAction, KeyAnswer>.NeverReturned };

    public static string Text(IEnumerable<HistoryOperation<KeyAction, KeyAnswer>> history) => string.Join('\n', history.OrderBy(o => o.Called));
}
