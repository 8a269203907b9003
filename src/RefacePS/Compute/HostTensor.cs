using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Compute;

/// <summary>
/// The numbers of a float tensor in the memory of the processor, for loops in C#. Sampling, smoothing and registration
/// are such loops on every device: their grids are small, and a chain of small tensor operations costs more than the
/// arithmetic. What lies on a card is copied here and its result back; networks stay on the card.
/// </summary>
internal readonly unsafe struct HostTensor : IDisposable
{
    private static long bytesCarried;

    private readonly Tensor held;
    private readonly bool isCopy;

    private HostTensor(Tensor tensor, bool isCopy = false)
    {
        (held, this.isCopy) = (tensor, isCopy);
        Length = checked((int)tensor.numel());
        if (Length > 0)
        {
            // A span of libtorch reaches over 2 GiB at most; the first number alone tells where all lie.
            using var first = tensor.view(-1).narrow(0, 0, 1);
            fixed (byte* address = first.bytes)
            {
                Data = (float*)address;
            }
        }
    }

    /// <summary>Bytes that were carried from cards to the processor and back, since the process began.</summary>
    public static long BytesCarried => Interlocked.Read(ref bytesCarried);

    /// <summary>The first number; the rest follows without gaps, the last axis fastest.</summary>
    public float* Data { get; }

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>All numbers.</summary>
    public Span<float> Span => new(Data, Length);

    /// <summary>The numbers of a tensor, which must not be disposed before this: its own where they lie as loops need
    /// them, else a copy.</summary>
    public static HostTensor Read(Tensor tensor)
    {
        if (IsReady(tensor))
        {
            return new HostTensor(tensor);
        }

        Count(tensor, tensor.device);
        using var scope = NewDisposeScope();
        var copy = tensor.to(float32).cpu().contiguous().DetachFromDisposeScope();
        return new HostTensor(copy, isCopy: true);
    }

    /// <summary>The numbers of a tensor themselves, to be changed.</summary>
    /// <exception cref="ArgumentException">They do not lie as loops need them.</exception>
    public static HostTensor Change(Tensor tensor) => IsReady(tensor) ? new HostTensor(tensor)
        : throw new ArgumentException("Only float tensors without gaps in the processor's memory can be changed.",
            nameof(tensor));

    private static bool IsReady(Tensor tensor) => tensor.device_type == DeviceType.CPU
        && tensor.dtype == ScalarType.Float32 && tensor.is_contiguous();

    /// <summary>A new tensor on a device, filled by a loop here.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="device">Where it shall be.</param>
    /// <param name="fill">Writes all of its numbers.</param>
    public static Tensor Fill(ReadOnlySpan<long> shape, Device device, FillNumbers fill)
    {
        var filled = empty(shape, dtype: ScalarType.Float32);
        using (var numbers = new HostTensor(filled))
        {
            fill(numbers.Data);
        }

        if (device.type == DeviceType.CPU)
        {
            return filled;
        }

        using (filled)
        {
            Count(filled, device);
            return filled.to(device);
        }
    }

    private static void Count(Tensor tensor, Device device)
    {
        if (device.type != DeviceType.CPU)
        {
            Interlocked.Add(ref bytesCarried, tensor.numel() * sizeof(float));
        }
    }

    /// <summary>Writes numbers from an address on.</summary>
    public delegate void FillNumbers(float* data);

    /// <summary>Ends the use of the numbers. Until then the tensor lives, even where nobody else holds it: its
    /// finalizer would free them under a loop that knows their address alone.</summary>
    public void Dispose()
    {
        if (isCopy)
        {
            held.Dispose();
        }

        GC.KeepAlive(held);
    }
}
