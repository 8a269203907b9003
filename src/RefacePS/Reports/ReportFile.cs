using System.Text;
using RefacePS.Files;

namespace RefacePS.Reports;

/// <summary>The HTML file of a report: one file that needs no other and no network.</summary>
public static class ReportFile
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Refuses a file that cannot be written, before there is anything to write.</summary>
    /// <returns>The path.</returns>
    /// <exception cref="VolumeFileException">There is a folder, or a file that may not be replaced; or the name is one
    /// of another format than HTML.</exception>
    public static string RequireFree(string path, bool overwrite)
    {
        OtherFormats.Refuse(path, "a file that ends in .html", ".html", ".htm");
        AtomicFile.RequireFree(path, overwrite);
        return path;
    }

    /// <summary>Writes a page, whole or not at all; makes the folder where there is none.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <param name="compose">Makes the page, once it is known that it can be written.</param>
    /// <exception cref="VolumeFileException">There is a file already, the folder cannot be written, or the disk is
    /// full.</exception>
    internal static void Write(string path, bool overwrite, Func<string> compose)
    {
        AtomicFile.RequireFree(path, overwrite);
        var html = compose();
        AtomicFile.CreateFolder(Path.GetDirectoryName(path)!);
        AtomicFile.WriteBytes(path, overwrite, Encoding.GetBytes(html));
    }
}
