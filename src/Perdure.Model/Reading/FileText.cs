using System.Text;
using Perdure.Model.Yaml;

namespace Perdure.Model.Reading;

/// <summary>Gets the text of a file, or says why it can't be had.</summary>
internal static class FileText
{
    internal const int MaxBytes = 4 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of the file; null when it can't be read, which is then reported.</summary>
    public static string? Read(string path, ReadContext context)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return Refuse(context, "this is a directory, not a file", "give the path of the system file in it");
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[MaxBytes + 1];
            var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return count > MaxBytes
                ? Refuse(context, "the file is larger than 4 MiB, the most that a system file may be", null)
                : Decode(bytes.AsSpan(0, count), context);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Refuse(context, "there is no such file", "check the path, or write a file to start from with `perdure init`");
        }
        catch (UnauthorizedAccessException)
        {
            return Refuse(context, "the file can't be read: permission denied", "give the user that runs Perdure the right to read it");
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            return Refuse(context, $"the file can't be read: {e.Message}", null);
        }
    }

    private static string? Decode(ReadOnlySpan<byte> bytes, ReadContext context)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return Refuse(context, "the file is encoded as UTF-16", "save it as UTF-8");
        }

        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            var before = Encoding.UTF8.GetString(bytes[..Math.Clamp(e.Index, 0, bytes.Length)]);
            var place = new LineIndex(before + "?").Locate(before.Length);
            context.Error(DiagnosticKind.Syntax, KeyPath.Root, place, "the file is not valid UTF-8 here", "save it as UTF-8");
            return null;
        }
    }

    private static string? Refuse(ReadContext context, string message, string? hint)
    {
        context.Error(DiagnosticKind.Syntax, KeyPath.Root, new Mark(1, 1), message, hint);
        return null;
    }
}
