using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Deferral;

/// <summary>Writes a small JSON object as the body of an answer. The head but for its type and length is set.</summary>
internal static class DeferredJson
{
    // An error's quotes are easier to read as they are, and nothing of it is ever a part of a page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async ValueTask WriteAsync(Exchange exchange, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        var headers = exchange.Response.Headers;
        headers.ContentType = "application/json";
        headers.ContentLength = buffer.WrittenCount;
        if (exchange.Request.Method == "HEAD")
            return;
        exchange.Notes.BytesOut += buffer.WrittenCount;
        await exchange.ResponseBody.Writer.WriteAsync(buffer.WrittenMemory);
    }
}
