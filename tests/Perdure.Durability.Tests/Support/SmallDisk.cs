using System.Diagnostics;

namespace Perdure.Durability.Tests.Support;

/// <summary>A file system of a few megabytes in memory, mounted for a test and gone with it.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("perdure-small-disk-");

    public SmallDisk(int megabytes)
    {
        if (!Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", _folder.FullName)) throw new InvalidOperationException("a tmpfs could not be mounted");
    }

    public string File(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Takes all the space that is left, until the file is deleted.</summary>
    public string FillUp(int leaveBytes)
    {
        var ballast = File("ballast");
        var free = new DriveInfo(_folder.FullName).AvailableFreeSpace - leaveBytes;
        System.IO.File.WriteAllBytes(ballast, new byte[Math.Max(0, free)]);
        return ballast;
    }

    public void Dispose()
    {
        Run("umount", "--lazy", _folder.FullName);
        try
        {
            _folder.Delete();
        }
        catch (IOException)
        {
            // Somebody still looks at it; the folder is a temporary one.
        }
    }

    /// <summary>Why there can be none here; null: there can.</summary>
    public static string? Missing()
    {
        if (!Environment.IsPrivilegedProcess) return "a tmpfs can be mounted by root only";
        try
        {
            using var disk = new SmallDisk(1);
            return null;
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
