using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>An item of <c>admin.tokens</c>. Nothing written in it is ever shown: a secret may stand in the wrong place.</summary>
internal static class AdminTokenShape
{
    private static readonly Key<string> Name = new("name", Texts.Name, "Whose token it is; appears in logs.") { Required = true };

    private static readonly Key<AdminRole> Role = new(
        "role",
        Choices.Of([("operator", AdminRole.Operator), ("app", AdminRole.App), ("reader", AdminRole.Reader)]),
        "What its bearer may do: operator everything, reader only read, app what an application may do for itself.")
    {
        Required = true,
    };

    private static readonly Key<string> Token = new(
        "token",
        Texts.Secret,
        "The secret; take it from the environment: ${NAME}. At least 16 characters unless the address is a loopback one.")
    {
        Required = true,
    };

    public static MappingShape<AdminToken> Shape { get; } = new([Name, Role, Token], v => new AdminToken
    {
        Name = v.Get(Name),
        Role = v.Get(Role),
        Token = v.Get(Token),
    })
    {
        IsSecret = true,
    };
}
