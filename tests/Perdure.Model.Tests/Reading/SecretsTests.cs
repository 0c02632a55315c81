namespace Perdure.Model.Tests.Reading;

public sealed class SecretsTests
{
    private const string Secret = "hunter2-hunter2";

    [Theory]
    [InlineData("admin: hunter2-hunter2")]
    [InlineData("admin: { tokens: hunter2-hunter2 }")]
    [InlineData("admin: { tokens: [hunter2-hunter2] }")]
    [InlineData("admin: { tokens: [{ name: ops, role: hunter2-hunter2, token: operator }] }")]
    [InlineData("admin: { tokens: [{ name: 'hunter2-hunter2 ', role: reader, token: x }] }")]
    [InlineData("admin: { tokens: [{ name: ops, role: reader, token: 'hunter2-hunter2 ä' }] }")]
    [InlineData("admin: { tokens: [{ name: ops, role: reader, tokn: hunter2-hunter2 }] }")]
    [InlineData("admin: { address: 10.0.0.1:1, tokens: [{ name: ops, role: reader, token: hunter2-hunter2 }] }")]
    [InlineData("admin: { tokens: [{ name: a, role: app, token: hunter2-hunter2 }, { name: b, role: app, token: hunter2-hunter2 }] }")]
    [InlineData("  b: { instances: [{ id: b, url: 'http://root:hunter2-hunter2@127.0.0.1' }] }")]
    [InlineData("  b: { instances: [{ id: b, url: http://127.0.0.1, process: hunter2-hunter2 }] }")]
    [InlineData("  b: { instances: [{ id: b, url: http://127.0.0.1, process: { command: [x], environment: hunter2-hunter2 } }] }")]
    [InlineData("durability: { engine: postgres, connection: 'Password=hunter2-hunter2' }")]
    [InlineData("node: { id: 'a ${S}', zone: 'a ${S}' }")]
    public void Secret_in_a_file_with_errors_is_in_no_message(string text)
    {
        var result = SystemFile.Read(SystemFile.WithKey(text), ("S", Secret));

        Assert.NotEmpty(result.Diagnostics);
        Assert.All(result.Diagnostics, d => Assert.DoesNotContain("hunter2", d.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Misspelt_role_is_corrected_though_what_was_written_is_not_shown() => SystemFile.Says(
        SystemFile.WithKey("admin: { tokens: [{ name: ops, role: operater, token: x }] }"),
        "7:38: error: admin.tokens[0].role: expected operator, app or reader, found a text that is not shown here; did you mean \"operator\"?");

    [Fact]
    public void Secret_in_the_model_is_in_no_text_of_it()
    {
        var model = SystemFile.Model(SystemFile.WithKey(
            """
              b:
                instances:
                  - id: b
                    url: http://127.0.0.1
                    process: { command: [x, hunter2-hunter2], environment: { PASSWORD: hunter2-hunter2 } }
            admin: { tokens: [{ name: ops, role: reader, token: hunter2-hunter2 }] }
            """));
        var instance = model.Services[1].Instances[0];

        Assert.Equal(Secret, model.Admin.Tokens[0].Token);
        object[] shown = [model, model.Admin, model.Admin.Tokens[0], model.Services[1], instance, instance.Process!];
        Assert.All(shown, o => Assert.DoesNotContain("hunter2", o.ToString()!, StringComparison.Ordinal));
    }
}
