using System.Text.Json.Nodes;
using Perdure.Model.Reading;
using Perdure.Model.Schema;

namespace Perdure.Model.Tests.Schema;

public sealed class SystemFileSchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(SystemFileSchema.ToJson())!.AsObject();

    /// <summary>Files that the reader accepts, with everything that can be written in each.</summary>
    public static TheoryData<string> Accepted =>
    [
        SystemFile.Head,
        StarterFile.Text,
        ContractText.Supported(),
        SystemFile.WithServiceKey(
            "retry: off\n    circuitBreaker: off\n    outlierDetection: off\n    healthCheck: off\n    slowStart: '${D}'"),
        SystemFile.WithServiceKey(
            "retry: { attempts: '${N}', on: [429, '503', reset], budget: 12.5% }\n    dependsOn: []\n    protocol: http2"),
        SystemFile.WithServiceKey(
            "balancing: { policy: consistent-hash, key: 'cookie:sid' }\n    healthCheck: { type: tcp, healthyAfter: '3' }"),
        SystemFile.WithListeners(
            "{ name: 1, address: '[::1]:80', trustedProxies: [10.0.0.0/8, '::1'], limits: { maxBody: 0, maxHeaderSize: 65536, minBodyRate: 1kB } }"),
        SystemFile.WithListeners("{ name: true, address: ':${N}', protocol: '${H}' }"),
        SystemFile.WithRoutes(
            "{ name: 1.5, service: a, match: { path: /a/*, host: '*.x.com', headers: { x: 5 }, query: { q: true }, methods: [GET, M-SEARCH] } }"),
        SystemFile.WithKey(
            "  b: { instances: [{ id: 0x1F, url: 'HTTPS://[::1]:81/', process: { command: [run, 5104, true], environment: { A: 1 }, stopTimeout: 1m30s } }] }"),
        SystemFile.WithKey(
            "admin: { address: '127.0.0.1:0', tokens: [{ name: a, role: reader, token: 12345 }] }\ntopology: { regions: [{ name: 1, zones: [2] }] }"),
    ];

    [Fact]
    public void Schema_says_what_it_is()
    {
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string)Schema["$schema"]!);
        Assert.Equal("urn:perdure:system-file", (string)Schema["$id"]!);
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void File_that_the_reader_accepts_is_accepted(string text)
    {
        var result = SystemFile.Read(text, ("D", "1s"), ("N", "2"), ("H", "http"), ("PERDURE_OPS_TOKEN", "0123456789abcdef"));

        Assert.DoesNotContain(result.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal([], SchemaChecker.Check(YamlJson.Parse(text), Schema));
    }

    [Fact]
    public void Contract_is_accepted_with_what_is_not_supported_yet() =>
        Assert.Equal([], SchemaChecker.Check(YamlJson.Parse(SystemFile.Contract), Schema));

    [Fact]
    public void Every_key_has_a_description_and_those_for_later_say_so()
    {
        var later = 0;
        foreach (var (path, property) in Properties(Schema, ""))
        {
            var description = (string?)property["description"];
            Assert.False(string.IsNullOrEmpty(description), path);
            later += description.StartsWith("Not supported yet.", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.Equal(1, later);
    }

    [Fact]
    public void Unknown_key_is_rejected_in_every_mapping_by_schema_and_reader()
    {
        var count = 0;
        var lines = ContractText.Supported().Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var brace = lines[i].IndexOf("{ ", StringComparison.Ordinal);
            if (brace < 0 || lines[i].TrimStart().StartsWith('#') || lines[i].IndexOf('#', StringComparison.Ordinal) is >= 0 and var hash && hash < brace)
            {
                continue;
            }

            count++;
            var text = string.Join('\n', lines.Select((l, n) => n == i ? l.Insert(brace + 2, "zzz-unknown: 1, ") : l));
            Assert.Contains(
                SchemaChecker.Check(YamlJson.Parse(text), Schema),
                p => p.EndsWith("zzz-unknown: unknown", StringComparison.Ordinal) || p.Contains("no alternative", StringComparison.Ordinal));
            Assert.Contains(
                SystemFile.Read(text).Diagnostics, d => d.Kind == DiagnosticKind.UnknownKey && d.Line == i + 1 && d.Column == brace + 3);
        }

        Assert.InRange(count, 15, 50);
    }

    [Theory]
    [InlineData("retry: { attempts: 11 }")]
    [InlineData("retry: { attempts: many }")]
    [InlineData("retry: { budget: 0.2 }")]
    [InlineData("retry: { on: [600] }")]
    [InlineData("retry: no")]
    [InlineData("slowStart: 5")]
    [InlineData("slowStart: [5s]")]
    [InlineData("balancing: { policy: fastest }")]
    [InlineData("protocol: http3")]
    [InlineData("timeouts:")]
    [InlineData("instances2: []")]
    public void Value_of_the_wrong_kind_is_rejected_by_schema_and_reader(string key)
    {
        var text = SystemFile.WithServiceKey(key);

        Assert.False(SystemFile.Read(text).Ok);
        Assert.NotEmpty(SchemaChecker.Check(YamlJson.Parse(text), Schema));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Mutated_files_that_the_reader_accepts_are_accepted(int seed)
    {
        var random = new Random(seed);
        var supported = ContractText.Supported();
        string[] words = ["1", "0", "-1", "true", "off", "5s", "50%", "1KiB", "x", "503", "tcp", "'${N}'", "[]", "{}", "0x10", "1e1", "1.0", "\"5\""];
        var places = System.Text.RegularExpressions.Regex.Matches(supported, @"(?<=: )[\w./:%-]+(?=[ ,\n])");
        for (var round = 0; round < 500; round++)
        {
            // One value is replaced by a word of another kind.
            var place = places[random.Next(places.Count)];
            var text = supported.Remove(place.Index, place.Length).Insert(place.Index, words[random.Next(words.Length)]);
            if (SystemFile.Read(text, ("N", "3"), ("PERDURE_OPS_TOKEN", "0123456789abcdef")).Ok)
            {
                Assert.True(!SchemaChecker.Check(YamlJson.Parse(text), Schema).Any(), $"seed {seed}, round {round}:\n{text}");
            }
        }
    }

    private static IEnumerable<(string Path, JsonObject Property)> Properties(JsonObject schema, string path)
    {
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            yield return ($"{path}.{name}", property!.AsObject());
        }

        IEnumerable<(string, JsonNode?)> inner =
        [
            .. (schema["properties"]?.AsObject() ?? []).Select(p => ($"{path}.{p.Key}", p.Value)),
            ($"{path}[]", schema["items"]),
            ($"{path}.*", schema["additionalProperties"]),
            .. (schema["anyOf"]?.AsArray() ?? []).Select(a => (path, a)),
        ];
        foreach (var (at, node) in inner)
        {
            foreach (var found in node is JsonObject o ? Properties(o, at) : [])
            {
                yield return found;
            }
        }
    }
}
