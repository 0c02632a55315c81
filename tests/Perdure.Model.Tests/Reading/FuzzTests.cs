using Perdure.Model.Reading;

namespace Perdure.Model.Tests.Reading;

public sealed class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ": ", "- ", "\n", "\r\n", "\r", "\t", "\"", "'", "&a ", "*a", "!!str ", "!", "|", ">", "%", "@", "? ", "#", "---\n", "...\n",
        "<<: ", "${", "${X}", "$${", "\0", "\u0085", "\u2028", "\uFEFF", "\uD800", "\U0001F600", "é", "-1", "1e9", "99999999999999999999", "150%", "1h1h", "off",
        "null", "~", "\\x", "0x7f", "\\", "\"\\uD800\"", "\"\\q\"",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Mutated_files_never_throw_and_are_located_inside_the_file(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var text = Mutate(random.Next(2) == 0 ? SystemFile.Contract : ContractText.Supported(), random);
            SystemFileResult result;
            try
            {
                result = SystemFile.Read(text, new SystemFileOptions { CheckOnly = random.Next(2) == 0 });
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, round {round}:\n{text}", e);
            }

            var lines = text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', '\r');
            foreach (var d in result.Diagnostics)
            {
                var isInside = d.Line >= 1 && d.Line <= lines.Length && d.Column >= 1 && d.Column <= lines[d.Line - 1].Length + 1;
                Assert.True(isInside, $"seed {seed}, round {round}: {d}\n{text}");
                Assert.False(d.ToString().Any(char.IsControl), $"seed {seed}, round {round}: {d}");
            }

            Assert.Equal(result.Ok, result.Diagnostics.All(d => d.Severity == DiagnosticSeverity.Warning));
        }
    }

    private static string Mutate(string text, Random random)
    {
        for (var count = random.Next(1, 6); count > 0; count--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(text.Length - at, random.Next(12));
            text = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                2 => text.Remove(at, length).Insert(at, Pieces[random.Next(Pieces.Length)]),
                _ => text.Insert(random.Next(text.Length), text.Substring(at, Math.Min(text.Length - at, random.Next(60)))),
            };
        }

        return text;
    }
}
