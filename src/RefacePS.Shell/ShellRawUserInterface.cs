using System.Management.Automation.Host;

namespace RefacePS.Shell;

/// <summary>The console as a grid of cells: its size and colours. Formatting needs the width; cells cannot be read
/// back.</summary>
internal sealed class ShellRawUserInterface : PSHostRawUserInterface
{
    /// <summary>The width of text that goes to a file or a pipe, as in pwsh.</summary>
    private const int RedirectedWidth = 120;

    private static readonly bool IsTerminal = !Console.IsOutputRedirected;

    public override Size BufferSize
    {
        get => IsTerminal ? new(Math.Max(Console.BufferWidth, 20), Math.Max(Console.BufferHeight, 1))
            : new(RedirectedWidth, 50);
        set { }
    }

    public override Size WindowSize
    {
        get => BufferSize;
        set { }
    }

    public override Size MaxWindowSize => BufferSize;

    public override Size MaxPhysicalWindowSize => BufferSize;

    public override Coordinates WindowPosition { get; set; }

    public override Coordinates CursorPosition { get; set; }

    public override int CursorSize { get; set; } = 25;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override string WindowTitle { get; set; } = "RefacePS";

    public override bool KeyAvailable => !Console.IsInputRedirected && Console.KeyAvailable;

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        var key = Console.ReadKey(options.HasFlag(ReadKeyOptions.NoEcho));
        return new((int)key.Key, key.KeyChar, 0, options.HasFlag(ReadKeyOptions.IncludeKeyDown));
    }

    public override void FlushInputBuffer()
    {
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NoCells();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip,
        BufferCell fill) => throw NoCells();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NoCells();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        // What Clear-Host asks for: the whole screen.
        if (IsTerminal)
        {
            Console.Clear();
        }
    }

    private static System.Management.Automation.PSNotSupportedException NoCells() =>
        new("The cells of this console cannot be read.");
}
