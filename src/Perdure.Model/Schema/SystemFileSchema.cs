namespace Perdure.Model.Schema;

/// <summary>The JSON Schema of system files, generated from the declarations that bind them.</summary>
public static class SystemFileSchema
{
    /// <summary>The schema (2020-12), indented.</summary>
    public static string ToJson() => throw new NotImplementedException();
}
