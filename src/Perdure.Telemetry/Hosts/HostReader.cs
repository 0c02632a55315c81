namespace Perdure.Telemetry.Hosts;

/// <summary>Reads what the machine and the process use. What can't be read is left out. Thread-safe.</summary>
internal sealed class HostReader(string? dataDirectory)
{
    // Counting more would take longer than the figure is worth.
    private const int FilesMax = 100_000;

    public HostSample Read() => new()
    {
        CpuTimes = ProcText.CpuTimes(Text("/proc/stat")),
        Memory = ProcText.Memory(Text("/proc/meminfo")),
        Load = ProcText.Load(Text("/proc/loadavg")),
        OpenFiles = OpenFiles(),
        OpenFilesMax = ProcText.OpenFilesMax(Text("/proc/self/limits")),
        Disk = ReadDisk(),
    };

    private static string? Text(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int? OpenFiles()
    {
        try
        {
            // One of them is the look itself.
            return Directory.Exists("/proc/self/fd") ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Take(FilesMax).Count() - 1 : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The disk alone; null when it cannot be read.</summary>
    public DiskSample? ReadDisk()
    {
        if (dataDirectory is null)
            return null;
        try
        {
            var disk = new DriveInfo(dataDirectory);
            return new DiskSample(disk.TotalSize, disk.AvailableFreeSpace);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
