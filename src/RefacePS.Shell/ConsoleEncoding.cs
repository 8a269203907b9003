using System.Text;

namespace RefacePS.Shell;

/// <summary>UTF-8 on the console for as long as the shell runs: the code page of a Windows console lacks most
/// letters.</summary>
internal sealed class ConsoleEncoding : IDisposable
{
    private readonly Encoding? before;

    public ConsoleEncoding()
    {
        if (OperatingSystem.IsWindows())
        {
            before = Console.OutputEncoding;
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }
    }

    /// <summary>Puts the code page back, which is the console's and not the shell's.</summary>
    public void Dispose()
    {
        if (before is not null)
        {
            Console.OutputEncoding = before;
        }
    }
}
