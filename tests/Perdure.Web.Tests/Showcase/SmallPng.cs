using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.Playwright;

namespace Perdure.Web.Tests.Showcase;

/// <summary>Writes a picture with a palette of 256 colours (PNG, third edition, colour type 3): what a console shows has few, and takes half the room.</summary>
internal static class SmallPng
{
    private const int Colors = 256;
    private const uint Polynomial = 0xEDB88320;

    /// <summary>The browser unpacks the screenshot: it has a decoder, and we have none.</summary>
    private const string Unpack = """
        async (base64) => {
          const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: 'image/png' }));
          const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
          canvas.drawImage(picture, 0, 0);
          const { data } = canvas.getImageData(0, 0, picture.width, picture.height);
          let text = '';
          for (let i = 0; i < data.length; i += 32768) text += String.fromCharCode(...data.subarray(i, i + 32768));
          return `${picture.width},${btoa(text)}`;
        }
        """;

    /// <summary>Makes a screenshot small. The page only lends its browser.</summary>
    public static async Task WriteAsync(IPage page, byte[] screenshot, string file)
    {
        var unpacked = (await page.EvaluateAsync<string>(Unpack, Convert.ToBase64String(screenshot))).Split(',');
        var (width, pixels) = (int.Parse(unpacked[0], System.Globalization.CultureInfo.InvariantCulture), Convert.FromBase64String(unpacked[1]));
        await File.WriteAllBytesAsync(file, Pack(width, pixels));
    }

    private static byte[] Pack(int width, byte[] pixels)
    {
        var counts = new Dictionary<int, int>();
        for (var i = 0; i < pixels.Length; i += 4) System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, ColorAt(pixels, i), out _)++;
        // The most frequent ones: grounds, lines and texts. Shades of the edges of letters take the nearest.
        int[] palette = [.. counts.OrderByDescending(pair => pair.Value).Take(Colors).Select(pair => pair.Key)];
        var places = counts.Keys.ToDictionary(color => color, color => (byte)Nearest(palette, color));

        var height = pixels.Length / 4 / width;
        var rows = new byte[height * (width + 1)];
        for (var i = 0; i < pixels.Length / 4; i++) rows[(i / width * (width + 1)) + 1 + (i % width)] = places[ColorAt(pixels, i * 4)];

        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (8, 3);
        Chunk(png, "IHDR"u8, head);
        Chunk(png, "PLTE"u8, [.. palette.SelectMany(color => new[] { (byte)(color >> 16), (byte)(color >> 8), (byte)color })]);
        Chunk(png, "IDAT"u8, Deflate(rows));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static int ColorAt(byte[] pixels, int at) => (pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2];

    private static int Nearest(int[] palette, int color)
    {
        var (best, least) = (0, int.MaxValue);
        for (var i = 0; i < palette.Length && least > 0; i++)
        {
            var (r, g, b) = (((palette[i] >> 16) & 255) - ((color >> 16) & 255), ((palette[i] >> 8) & 255) - ((color >> 8) & 255), (palette[i] & 255) - (color & 255));
            var distance = (r * r * 3) + (g * g * 6) + (b * b);
            if (distance < least) (best, least) = (i, distance);
        }

        return best;
    }

    private static byte[] Deflate(byte[] rows)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(rows);
        return packed.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        byte[] named = [.. type, .. content];
        png.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(named));
        png.Write(number);
    }

    private static uint Checksum(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) != 0 ? (sum >> 1) ^ Polynomial : sum >> 1;
        }

        return ~sum;
    }
}
