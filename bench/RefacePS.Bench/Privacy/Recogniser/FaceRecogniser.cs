using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using RefacePS.Rendering;

namespace RefacePS.Bench.Privacy.Recogniser;

/// <summary>
/// A network that recognises faces, in a process of Node.js beside this one: the packages that it needs are installed
/// into a temporary folder, pictures go to it through a pipe and are written nowhere.
/// </summary>
internal sealed class FaceRecogniser : IDisposable
{
    private const int LeastNode = 20;
    private static readonly string[] Files = ["package.json", "package-lock.json", "describe.cjs"];

    private readonly DirectoryInfo folder;
    private readonly Process process;

    private FaceRecogniser(DirectoryInfo folder)
    {
        this.folder = folder;
        process = Start(folder, "node", "describe.cjs");
    }

    /// <summary>Installs and starts the network.</summary>
    /// <returns>It; or null, with the reason on the error stream, where that is not possible.</returns>
    public static FaceRecogniser? TryStart()
    {
        if (MajorVersionOfNode() is not >= LeastNode)
        {
            Console.Error.WriteLine(
                $"The recogniser is left out: it needs Node.js {LeastNode} or later, with npm, on the path.");
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("refaceps-recogniser-");
        foreach (var file in Files)
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Privacy", "Recogniser", file),
                Path.Combine(folder.FullName, file));
        }

        using var install = Start(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent");
        install.StandardInput.Close();
        var faults = install.StandardOutput.ReadToEnd();
        install.WaitForExit();
        if (install.ExitCode == 0)
        {
            return new(folder);
        }

        folder.Delete(recursive: true);
        Console.Error.WriteLine($"The recogniser is left out: npm could not install its packages. {faults}");
        return null;
    }

    /// <summary>The descriptors of the face in a picture: 128 numbers for the picture in grey, 128 for it in the colour
    /// of skin.</summary>
    /// <param name="picture">A square picture.</param>
    /// <param name="face">Left, top and edge of the square that holds the face.</param>
    public float[][] Describe(GreyPicture picture, (int Left, int Top, int Edge) face)
    {
        var input = process.StandardInput.BaseStream;
        Span<byte> header = stackalloc byte[4 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], face.Left);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], face.Top);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], face.Edge);
        input.Write(header);
        for (var y = 0; y < picture.Height; y++)
        {
            input.Write(picture.Row(y));
        }

        input.Flush();
        return process.StandardOutput.ReadLine() is { } line ? JsonSerializer.Deserialize<float[][]>(line)!
            : throw new InvalidOperationException("The recogniser ended before its time; see the error stream.");
    }

    private static int? MajorVersionOfNode()
    {
        try
        {
            using var node = Start(new DirectoryInfo(AppContext.BaseDirectory), "node", "--version");
            return Version.TryParse(node.StandardOutput.ReadToEnd().Trim().TrimStart('v'), out var version)
                ? version.Major : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static Process Start(DirectoryInfo folder, string program, params ReadOnlySpan<string> arguments) =>
        Process.Start(new ProcessStartInfo(Found(program), [.. arguments])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    /// <summary>On Windows npm is a batch file, which a program has to be named by.</summary>
    private static string Found(string program) =>
        OperatingSystem.IsWindows() && program == "npm" ? "npm.cmd" : program;

    /// <inheritdoc/>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
        folder.Delete(recursive: true);
    }
}
