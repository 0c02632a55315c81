using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>A value of <c>flags</c>.</summary>
internal static class FlagShape
{
    private static readonly Key<int> Default = new(
        "default", RequestTexts.FlagSetting, "For which part of the users it is on while nobody has set it otherwise.")
    {
        Default = "on",
    };

    private static readonly Key<HashKey> Key = new(
        "key",
        RequestTexts.UserKey,
        "What tells users apart when it is on for a part of them. The same user always falls on the same side, on every node.")
    {
        DefaultInWords = "client-address",
    };

    private static readonly Key<string> Description = new("description", Texts.Any, "What it switches, for people.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<FlagCondition> OffWhen = new(
        "offWhen", FlagConditionShape.Shape, "When it goes off by itself for everybody, and comes back. What an operator sets goes before.")
    {
        DefaultInWords = "never",
    };

    public static MappingShape<FlagModel> Shape { get; } = new([Default, Key, Description, OffWhen], v => new FlagModel
    {
        Name = v.Scope.Name,
        DefaultPercent = v.Get(Default),
        Key = v.Find(Key) is { Source: not HashKeySource.Path } key ? key : null,
        Description = v.Find(Description),
        OffWhen = v.Find(OffWhen),
    });
}
