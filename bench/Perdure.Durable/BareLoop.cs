using Microsoft.Win32.SafeHandles;

namespace Perdure.Durable;

/// <summary>
/// The limit: one thread that does nothing but write the records of all clients at once and flush them, as fast as the disk takes it. Nobody is
/// told, nothing can be found again.
/// </summary>
internal static class BareLoop
{
    private const int FileBytes = 64 << 20;

    /// <summary>Runs it on a file of its own, which is removed at the end.</summary>
    /// <param name="file">Which.</param>
    /// <param name="options">How many records are in a write, how large they are and how long it runs.</param>
    /// <param name="isPreallocated">Whether the file has its size from the beginning and is written over and over: a flush then needs to write nothing about the file.</param>
    /// <param name="time">The clock.</param>
    public static LoadFigures Run(string file, LoadOptions options, bool isPreallocated, TimeProvider time)
    {
        using var handle = File.OpenHandle(file, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        var group = new byte[options.PayloadBytes * options.Clients];
        for (var i = 0; i < group.Length; i++) group[i] = (byte)(i * 7);
        if (isPreallocated) Preallocate(handle);
        var latency = new Resilience.Measuring.LatencyHistogram();
        var (offset, groups, began) = (0L, 0L, time.GetTimestamp());
        var isCounting = false;
        while (true)
        {
            var before = time.GetTimestamp();
            if (!isCounting && time.GetElapsedTime(began, before) >= options.WarmUp) (isCounting, groups, began) = (true, 0, before);
            else if (isCounting && time.GetElapsedTime(began, before) >= options.Measured) break;
            if (isPreallocated && offset + group.Length > FileBytes) offset = 0;
            RandomAccess.Write(handle, group, offset);
            offset += group.Length;
            Disk.Flush(handle);
            groups++;
            if (isCounting) latency.Record((long)time.GetElapsedTime(before).TotalMicroseconds);
        }

        var records = groups * options.Clients;
        return new LoadFigures(records, records / time.GetElapsedTime(began).TotalSeconds, latency.Percentile(0.5) / 1000.0, latency.Percentile(0.99) / 1000.0, 0, 0);
    }

    private static void Preallocate(SafeFileHandle handle)
    {
        var block = new byte[1 << 20];
        for (var offset = 0; offset < FileBytes; offset += block.Length) RandomAccess.Write(handle, block, offset);
        RandomAccess.FlushToDisk(handle);
    }
}
