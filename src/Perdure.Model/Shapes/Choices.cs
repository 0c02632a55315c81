using Perdure.Model.Reading;

namespace Perdure.Model.Shapes;

/// <summary>One of a few words.</summary>
internal static class Choices
{
    /// <summary>
    /// The words and what each means; <paramref name="later"/> are part of the contract of the file but not of this version.
    /// </summary>
    public static ScalarShape<T> Of<T>((string Name, T Value)[] choices, params string[] later)
        where T : struct
    {
        var names = choices.Select(c => c.Name).ToArray();
        return new ScalarShape<T>(
            Either(names),
            choices[0].Value,
            (text, _) => Parse(text, choices, names, later),
            () => Scalar.OneOf([.. names, .. later]));
    }

    internal static string Either(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.Take(names.Count - 1))} or {names[^1]}";

    private static Parsed<T> Parse<T>(string text, (string Name, T Value)[] choices, string[] names, string[] later)
        where T : struct
    {
        var at = Array.IndexOf(names, text);
        return at >= 0 ? Parsed<T>.Good(choices[at].Value)
            : later.Contains(text) ? Parsed<T>.Later()
            : Parsed<T>.Misspelt(NearestName.Hint(text, names));
    }
}
