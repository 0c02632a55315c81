using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>reconcile</c> of <c>idempotency</c>.</summary>
internal static class ReconcileShape
{
    private static readonly Key<string> Path = new(
        "path", HttpTexts.KeyedPath, "What is asked for with GET; {key} stands for the key. 2xx is kept as the answer, 404 means that it did not take effect.")
    {
        Required = true,
    };

    public static MappingShape<string> Shape { get; } = new([Path], v => v.Get(Path));
}
