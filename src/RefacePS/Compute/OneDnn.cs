using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Compute;

/// <summary>
/// oneDNN, with which libtorch computes float32 convolutions on a processor. Its AVX kernels are wrong on some (seen
/// with oneDNN 3.7.1 on an AMD processor of family 26 in a virtual machine): channels beyond a multiple of 16 are read
/// from memory that was never set. So it is put to the test, and switched off where it fails; libtorch then convolves
/// by matrix products.
/// </summary>
internal static unsafe class OneDnn
{
    private static readonly (string Context, string OneDnn, string NnPack) SymbolNames = OperatingSystem.IsWindows()
        ? ("?globalContext@at@@YAAEAVContext@1@XZ", "?setUserEnabledMkldnn@Context@at@@QEAAX_N@Z",
            "?setUserEnabledNNPACK@Context@at@@QEAAX_N@Z")
        : ("_ZN2at13globalContextEv", "_ZN2at7Context20setUserEnabledMkldnnEb",
            "_ZN2at7Context20setUserEnabledNNPACKEb");

    /// <summary>True if convolutions are right here, forward and backward, with channels that do not fill the kernels'
    /// blocks.</summary>
    public static bool IsRight()
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var image = Pattern(2, 19, 12, 12).requires_grad_(true);
        var twin = image.detach().clone().requires_grad_(true);
        var weights = Pattern(9, 19, 4, 4);
        var convolved = nn.functional.conv2d(image, weights, strides: [2, 2], padding: [1, 1]);
        var patches = nn.functional.unfold(twin, kernel_size: 4, padding: 1, stride: 2);
        var product = weights.reshape(9, -1).matmul(patches).reshape(convolved.shape);

        // Sums of small whole numbers are exact, whatever their order.
        var upstream = Pattern(convolved.shape);
        convolved.backward([upstream]);
        product.backward([upstream]);
        return convolved.equal(product).all().ToBoolean() && image.grad!.equal(twin.grad!).all().ToBoolean();
    }

    /// <summary>Makes libtorch do without oneDNN from now on, in the whole process.</summary>
    /// <param name="library">Path of libtorch's library for the processor.</param>
    /// <exception cref="EntryPointNotFoundException">This libtorch has no such switch.</exception>
    public static void SwitchOff(string library)
    {
        // at::globalContext().setUserEnabledMkldnn(false), which TorchSharp does not offer. NNPACK would be tried next,
        // and would print a warning at every convolution where it does not know the processor.
        var handle = NativeLibrary.Load(library);
        var context = ((delegate* unmanaged<nint>)NativeLibrary.GetExport(handle, SymbolNames.Context))();
        ((delegate* unmanaged<nint, byte, void>)NativeLibrary.GetExport(handle, SymbolNames.OneDnn))(context, 0);
        ((delegate* unmanaged<nint, byte, void>)NativeLibrary.GetExport(handle, SymbolNames.NnPack))(context, 0);
    }

    /// <summary>Whole numbers from -6 to 6 in no simple order.</summary>
    private static Tensor Pattern(params long[] shape)
    {
        var count = shape.Aggregate(1L, (product, length) => product * length);
        return tensor(Enumerable.Range(0, (int)count).Select(index => (float)(index * 7919L % 13 - 6))
            .ToArray(), shape);
    }
}
