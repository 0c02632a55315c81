using System.Text;
using Perdure.Console.Agreement;

namespace Perdure.Console.Durability;

/// <summary>Bytes in JSON: as text where they are UTF-8, as base64 where they are not. Pure.</summary>
internal static class Contents
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes that a body brings, one way or the other; none for neither.</summary>
    public static ReadOnlyMemory<byte> Read(string name, string? text, byte[]? base64)
    {
        if (text is not null && base64 is not null)
            throw RefusedException.Invalid($"{name} and {name}Base64 exclude each other.");
        if (text is null)
            return base64;
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw RefusedException.Invalid($"{name}: it is not well-formed Unicode; send bytes as {name}Base64.");
        }
    }

    /// <summary>The bytes as text, or as base64 when they are no text.</summary>
    public static (string? Text, byte[]? Base64) Show(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return (Strict.GetString(bytes.Span), null);
        }
        catch (DecoderFallbackException)
        {
            return (null, bytes.ToArray());
        }
    }
}
