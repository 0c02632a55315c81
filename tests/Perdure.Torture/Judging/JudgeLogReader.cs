using System.Globalization;

namespace Perdure.Torture.Judging;

/// <summary>Reads the logs of all candidates. A last line that a kill cut short is left out.</summary>
internal static class JudgeLogReader
{
    public static (ILookup<string, Claim> Beliefs, ILookup<string, Claim> Accepted) Read(IEnumerable<string> files)
    {
        var beliefs = new List<(string Election, Claim Claim)>();
        var accepted = new List<(string Election, Claim Claim)>();
        foreach (var file in files)
        {
            var who = Path.GetFileNameWithoutExtension(file);
            var text = File.ReadAllText(file);
            foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var parts = line.Split(' ');
                if (parts is ["B", var at, var token, var election])
                    beliefs.Add((election, new Claim(Number(at), Number(at), Number(token), who)));
                else if (parts is ["A", var sent, var received, var checkedToken, var name])
                    accepted.Add((name, new Claim(Number(sent), Number(received), Number(checkedToken), who)));
                else
                    throw new InvalidDataException($"{file}: a line that is no claim: {line}");
            }
        }

        return (beliefs.ToLookup(pair => pair.Election, pair => pair.Claim), accepted.ToLookup(pair => pair.Election, pair => pair.Claim));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
