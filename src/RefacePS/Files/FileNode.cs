using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RefacePS.Files;

/// <summary>Kind of what a path leads to.</summary>
internal enum FileNodeKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A pipe, a socket or a device: to open it may wait for ever, and to read it may never end.</summary>
    Special,
}

/// <summary>
/// The target of a path once all links are followed, with its identity: two paths to one file have the same node, be it
/// by links, by hard links, by bind mounts or by letters of another case. Nothing is opened for reading, so that a pipe
/// cannot make this wait.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Volume">The device or volume that it lies on.</param>
/// <param name="Number">Its inode or file id there.</param>
/// <param name="Changed">
/// When anything about it last changed; on Windows, its content. Only good for telling whether it has changed.
/// </param>
internal readonly partial record struct FileNode(FileNodeKind Kind, ulong Volume, UInt128 Number, long Changed)
{
    /// <summary>The identity of what it leads to, whatever has changed since.</summary>
    public (ulong Volume, UInt128 Number) Identity => (Volume, Number);

    /// <summary>The target of a path; null where there is nothing, or nothing that may be looked at.</summary>
    public static FileNode? Of(string path) => OperatingSystem.IsWindows() ? OfWindows(path) : OfUnix(path);

    /// <summary>Refuses a path that leads to something that is neither a file nor a folder; what is not there is let
    /// pass.</summary>
    /// <exception cref="VolumeFileException">It is a pipe, a socket or a device.</exception>
    public static void RequireNotSpecial(string path)
    {
        if (Of(path) is { Kind: FileNodeKind.Special })
        {
            throw new VolumeFileException(
                VolumeFileFault.NotRegularFile, path,
                "It is a pipe, a socket or a device, and never opened. Name a regular file.");
        }
    }

    private static unsafe FileNode? OfUnix(string path)
    {
        const int currentFolder = -100;
        const uint typeInodeAndTimes = 0x1 | 0x100 | 0x80;
        StatX result;
        if (GetStatus(currentFolder, path, flags: 0, typeInodeAndTimes, &result) != 0)
        {
            return null;
        }

        var kind = (result.Mode & 0xF000) switch
        {
            0x8000 => FileNodeKind.File,
            0x4000 => FileNodeKind.Folder,
            _ => FileNodeKind.Special,
        };
        var volume = ((ulong)result.DeviceMajor << 32) | result.DeviceMinor;
        var changed = DateTime.UnixEpoch.Ticks + result.ChangedSeconds * TimeSpan.TicksPerSecond
            + result.ChangedNanoseconds / 100;
        return new(kind, volume, result.Inode, changed);
    }

    private static FileNode? OfWindows(string path)
    {
        const uint readAttributes = 0x80;
        const uint shareAll = 7;
        const uint openExisting = 3;
        const uint foldersToo = 0x02000000;
        const uint diskFile = 1;
        var full = Path.GetFullPath(path);
        var name = full.StartsWith(@"\\", StringComparison.Ordinal) ? full : $@"\\?\{full}";
        using var handle = CreateFile(name, readAttributes, shareAll, 0, openExisting, foldersToo, 0);
        if (handle.IsInvalid)
        {
            return null;
        }

        if (GetFileType(handle) != diskFile || !GetInformation(handle, out var status))
        {
            return new(FileNodeKind.Special, 0, 0, 0);
        }

        var isFolder = ((FileAttributes)status.Attributes).HasFlag(FileAttributes.Directory);
        return new(
            isFolder ? FileNodeKind.Folder : FileNodeKind.File, status.Volume,
            ((ulong)status.IndexHigh << 32) | status.IndexLow,
            DateTime.FromFileTimeUtc(status.Written).Ticks);
    }

    /// <summary>statx(2), whose layout is the same on all processors; there since glibc 2.28.</summary>
    [LibraryImport("libc.so.6", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int GetStatus(int folder, string path, int flags, uint mask, StatX* result);

    [LibraryImport("kernel32", EntryPoint = "CreateFileW", StringMarshalling = StringMarshalling.Utf16)]
    private static partial SafeFileHandle CreateFile(
        string name, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandle")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetInformation(SafeFileHandle file, out FileInformation information);

    [LibraryImport("kernel32")]
    private static partial uint GetFileType(SafeFileHandle file);

    /// <summary>The fields of <c>struct statx</c> that are wanted.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatX
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    /// <summary><c>BY_HANDLE_FILE_INFORMATION</c>; times are of 4-byte alignment there.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct FileInformation
    {
        public uint Attributes;
        public long Created;
        public long Accessed;
        public long Written;
        public uint Volume;
        public uint SizeHigh;
        public uint SizeLow;
        public uint Links;
        public uint IndexHigh;
        public uint IndexLow;
    }
}
