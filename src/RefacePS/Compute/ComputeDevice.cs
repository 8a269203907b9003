using System.Globalization;
using TorchSharp;

namespace RefacePS.Compute;

/// <summary>The kinds of device that tensors live on.</summary>
public enum ComputeDeviceKind
{
    /// <summary>A CUDA device where there is one, else the CPU.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>A graphics processor by way of CUDA.</summary>
    Cuda,
}

/// <summary>The device to compute on, as a user says it: <c>Auto</c>, <c>Cpu</c>, <c>Cuda</c> or
/// <c>Cuda:1</c>.</summary>
/// <param name="Kind">The kind of device.</param>
/// <param name="Index">Which of several CUDA devices, from 0.</param>
public readonly record struct ComputeDevice(ComputeDeviceKind Kind, int Index = 0)
{
    /// <summary>The choice of a user who made none.</summary>
    public static ComputeDevice Auto => new(ComputeDeviceKind.Auto);

    /// <summary>The processor.</summary>
    public static ComputeDevice Cpu => new(ComputeDeviceKind.Cpu);

    /// <summary>Reads a device name; case does not matter.</summary>
    /// <exception cref="ComputeDeviceException">It names no device (<c>UnknownDevice</c>).</exception>
    public static ComputeDevice Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':');

        // Enum.TryParse would take numbers and lists of names too.
        var name = Enum.GetNames<ComputeDeviceKind>()
            .FirstOrDefault(name => name.Equals(parts[0], StringComparison.OrdinalIgnoreCase));
        return parts switch
        {
            [_] when name is not null => new(Enum.Parse<ComputeDeviceKind>(name)),
            [_, var number] when name == nameof(ComputeDeviceKind.Cuda)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) =>
                new(ComputeDeviceKind.Cuda, index),
            _ => throw new ComputeDeviceException(
                "UnknownDevice", text, $"'{text}' is not a device. Use Auto, Cpu, Cuda or Cuda:<number>."),
        };
    }

    /// <summary>The device of this machine that is meant. Loads libtorch.</summary>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    /// <exception cref="ComputeDeviceException">CUDA was asked for and there is no such device
    /// (<c>CudaUnavailable</c>).</exception>
    public torch.Device Resolve()
    {
        TorchRuntime.EnsureLoaded();
        var cudaDevices = Kind == ComputeDeviceKind.Cpu || !torch.TryInitializeDeviceType(DeviceType.CUDA) ? 0
            : torch.cuda.device_count();
        if (Kind == ComputeDeviceKind.Cuda && Index >= cudaDevices)
        {
            throw new ComputeDeviceException(
                "CudaUnavailable", ToString(), $"There is no CUDA device {Index}: this machine and this "
                + $"build of the module have {cudaDevices}. Use -Device Cpu, or a module built with -Backend Cuda and "
                + $"a current driver.");
        }

        return cudaDevices > 0 ? torch.device(DeviceType.CUDA, Index) : torch.CPU;
    }

    /// <inheritdoc/>
    public override string ToString() => Kind == ComputeDeviceKind.Cuda ? FormattableString.Invariant($"Cuda:{Index}")
        : Kind.ToString();
}
