using System.Runtime.InteropServices;
using TorchSharp;

namespace RefacePS.Compute;

/// <summary>
/// The native libtorch. It is loaded when it is first needed and not before, so that what does not compute works on a
/// machine where it cannot be loaded; the reason is kept. It runs as many threads as the machine has physical cores.
/// </summary>
public static class TorchRuntime
{
    private const string Binding = "LibTorchSharp";

    private static readonly Lazy<TorchUnavailableException?> Failure = new(Load);

    /// <summary>True if oneDNN was found to convolve wrongly on this processor and was switched off: what convolves
    /// takes longer then.</summary>
    public static bool IsOneDnnOff { get; private set; }

    /// <summary>True if libtorch was loaded, or could not be, in this process before.</summary>
    public static bool WasTried => Failure.IsValueCreated;

    /// <summary>Full path of the folder that it is loaded from.</summary>
    public static string Folder => NativeLibraries.Folder.Path;

    /// <summary>Loads libtorch on the first call. To be called before the first use of TorchSharp.</summary>
    /// <exception cref="TorchUnavailableException">It cannot be loaded; every call says why.</exception>
    public static void EnsureLoaded()
    {
        if (Failure.Value is { } failure)
        {
            throw new TorchUnavailableException(failure.Folder, failure.Message, failure.InnerException);
        }
    }

    /// <summary>The advice for a user whose system refused to load a library of <paramref name="folder"/>.</summary>
    internal static TorchUnavailableException Explain(string folder, Exception cause)
    {
        var hint = cause.Message switch
        {
            var text when text.Contains("GLIBCXX_", StringComparison.Ordinal) =>
                "The C++ library of this system (libstdc++) is older than libtorch needs: GLIBCXX_3.4.30, that of GCC "
                    + "12. "
                + "Red Hat Enterprise Linux 9 and its kin have 3.4.29; put a newer libstdc++.so.6, such as "
                + "conda-forge's "
                + "libstdcxx-ng, in a folder and start PowerShell with LD_LIBRARY_PATH set to that folder.",
            var text when text.Contains("GLIBC_", StringComparison.Ordinal) =>
                "The C library of this system (glibc) is older than libtorch needs; a newer release of the system is "
                    + "needed.",
            _ when OperatingSystem.IsWindows() =>
                "Install the Microsoft Visual C++ Redistributable 2015-2022 (x64), then start PowerShell again.",
            _ => "Check that the folder is whole and readable, or build the module again.",
        };
        return new(folder, $"libtorch in '{folder}' cannot be loaded: {cause.Message.Trim()} {hint}", cause);
    }

    private static TorchUnavailableException? CheckConvolutions(NativeLibraryFolder folder)
    {
        if (OneDnn.IsRight())
        {
            return null;
        }

        if (folder.Find("torch_cpu") is { } library)
        {
            OneDnn.SwitchOff(library);
            IsOneDnnOff = true;
        }

        return OneDnn.IsRight() ? null : new(folder.Path,
            $"libtorch in '{folder.Path}' computes wrong convolutions on this processor, so no result could be "
                + $"trusted. Use another machine.");
    }

    private static TorchUnavailableException? Load()
    {
        var folder = NativeLibraries.Folder;
        if (folder.Find(Binding) is not { } path)
        {
            return new(folder.Path,
                $"There is no libtorch in '{folder.Path}'. Install the package {NativeLibraryFolder.PackageName} "
                + "beside RefacePS, or build the module for this system: it runs on 64-bit (x64) Windows and Linux.");
        }

        try
        {
            LibtorchEnvironment.Prepare();

            // TorchSharp's own search reports no cause, and would look for libtorch in package folders.
            NativeLibrary.Load(path);
            torch.InitializeDeviceType(DeviceType.CPU);
            return CheckConvolutions(folder);
        }
        catch (Exception e)
            when (e is DllNotFoundException or BadImageFormatException or NotSupportedException
                or EntryPointNotFoundException)
        {
            return Explain(folder.Path, e);
        }
    }
}
