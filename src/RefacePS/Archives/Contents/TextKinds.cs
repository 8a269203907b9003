using System.Text;
using System.Text.RegularExpressions;
using RefacePS.Deidentification;

namespace RefacePS.Archives.Contents;

/// <summary>
/// Tells text from everything else, and text that is nothing but text from images, surfaces and archives that are
/// spelled out in letters and digits.
/// </summary>
internal static partial class TextKinds
{
    private const int ChunkSize = 1 << 16;

    /// <summary>Characters of an unfinished line that are looked at again with what follows: a line that names a
    /// patient does so at its start.</summary>
    private const int LineLength = 1 << 16;

    /// <summary>Characters at the start that name a format.</summary>
    private const int StartLength = 4096;

    /// <summary>Bytes beyond ASCII that a text of one byte a letter has at most: some letters of western
    /// languages.</summary>
    private const double EightBitShareAtMost = 0.3;

    private static readonly ContentKind Unreadable = ContentKind.Other("a file of a kind that is not known");
    private static readonly ContentKind Surface = ContentKind.Image("a surface or mesh, written as text");
    private static readonly ContentKind ImageHeader = ContentKind.Image("the header of an image");
    private static readonly ContentKind Picture = ContentKind.Other("a picture, written as text");
    private static readonly ContentKind Markup = ContentKind.Other("a page or drawing (HTML, SVG, XML)");
    private static readonly ContentKind Document = ContentKind.Other("a document that may hold pictures");
    private static readonly ContentKind Listing = ContentKind.Other("a text that says who a patient is");
    private static readonly ContentKind Encoded = ContentKind.Image("text that spells out binary data");

    /// <summary>Formats of text that are known by their first characters.</summary>
    private static readonly (Regex Start, ContentKind Kind)[] Starts =
    [
        (MarkupStart(), Markup),
        (SurfaceStart(), Surface),
        (ImageHeaderStart(), ImageHeader),
        (PictureStart(), Picture),
        (DocumentStart(), Document),
        (EncodedStart(), Encoded),
    ];

    /// <summary>The kind of a file that has the signature of nothing binary.</summary>
    /// <param name="file">The file, at its start.</param>
    /// <param name="cancel">Ends the look.</param>
    public static ContentKind Of(FileStream file, CancellationToken cancel)
    {
        var encoding = ByteOrderMark(file) ?? new UTF8Encoding(false, throwOnInvalidBytes: true);
        try
        {
            return Of(file, encoding, cancel);
        }
        catch (DecoderFallbackException)
        {
            file.Position = 0;
            return IsEightBitText(file, cancel) ? Of(file, Encoding.Latin1, cancel) : Unreadable;
        }
    }

    private static Encoding? ByteOrderMark(FileStream file)
    {
        var mark = new byte[4];
        var length = file.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return mark.AsSpan(0, length) switch
        {
            [0xFF, 0xFE, 0, 0] => new UTF32Encoding(false, true, throwOnInvalidCharacters: true),
            [0xFF, 0xFE, ..] => new UnicodeEncoding(false, true, throwOnInvalidBytes: true),
            [0xFE, 0xFF, ..] => new UnicodeEncoding(true, true, throwOnInvalidBytes: true),
            _ => null,
        };
    }

    private static bool IsEightBitText(FileStream file, CancellationToken cancel)
    {
        var (bytes, total, high) = (new byte[ChunkSize], 0L, 0L);
        while (file.Read(bytes) is var read and > 0)
        {
            cancel.ThrowIfCancellationRequested();
            total += read;
            high += bytes.AsSpan(0, read).ToArray().LongCount(value => value >= 0x80);
        }

        file.Position = 0;
        return high <= EightBitShareAtMost * total;
    }

    private static ContentKind Of(FileStream file, Encoding encoding, CancellationToken cancel)
    {
        file.Position = 0;
        using var reader = new StreamReader(file, encoding, false, ChunkSize, leaveOpen: true);
        var buffer = new char[LineLength + ChunkSize];
        var look = new TextLook();

        // A line begins at the start, as after every line break.
        buffer[0] = '\n';
        var kept = 1;
        var length = reader.ReadBlock(buffer, kept, ChunkSize);
        var start = new string(buffer, kept, Math.Min(length, StartLength)).TrimStart('\uFEFF');
        if (Array.Find(Starts, known => known.Start.IsMatch(start)).Kind is { } kind)
        {
            return kind;
        }

        // Which is cleaned, field by field, or left out.
        var isJson = JsonText.IsIn(start);
        for (; length > 0; length = reader.ReadBlock(buffer, kept, ChunkSize))
        {
            cancel.ThrowIfCancellationRequested();
            if (!look.Take(buffer.AsSpan(kept, length)))
            {
                return Unreadable;
            }

            var text = buffer.AsSpan(0, kept + length);
            if (!isJson && PatientLines.AreIn(text))
            {
                return Listing;
            }

            kept = KeepLastLine(text);
        }

        return look.Finish() switch
        {
            TextFinding.Nothing => ContentKind.Text,
            TextFinding.Numbers => ContentKind.Image("numbers that may be an image or a surface"),
            _ => Encoded,
        };
    }

    /// <summary>Moves the last line, which may go on, to the start with the line break before it.</summary>
    /// <returns>Characters that were moved; none where the line is too long.</returns>
    private static int KeepLastLine(Span<char> text)
    {
        var line = text.LastIndexOfAny('\r', '\n');
        if (line < 0 || text.Length - line > LineLength)
        {
            return 0;
        }

        text[line..].CopyTo(text);
        return text.Length - line;
    }

    [GeneratedRegex(@"^\s*<[A-Za-z!?/]")]
    private static partial Regex MarkupStart();

    /// <summary>
    /// STL, PLY, OFF, VTK, FreeSurfer, VRML, X3D, Inventor, DXF, STEP, Wavefront OBJ.
    /// </summary>
    [GeneratedRegex(
        @"^\s*solid\b[^\n]*\n\s*facet|^ply\s|^(ST)?C?N?4?n?OFF\s|^# vtk DataFile|^#!ascii|^#(VRML|X3D|Inventor)|"
        + @"^\s*(999\s[^\n]*\n\s*)?0\s*\n\s*SECTION|^ISO-10303-21;|^(#[^\n]*\n|\s|(mtllib|usemtl|o|g|s)\s[^\n]*\n)*"
        + @"v([ \t]+[\d.eE+-]+){3,}[ \t\r]*\n\s*v[ \t]+[\d.eE+-]")]
    private static partial Regex SurfaceStart();

    /// <summary>NRRD, MetaImage, Bruker (JCAMP-DX), Philips PAR, AFNI, MRtrix, Interfile, Analyze object
    /// maps.</summary>
    [GeneratedRegex(
        @"^NRRD\d|^##(TITLE|JCAMPDX)\s*=|^# === DATA DESCRIPTION FILE|^mrtrix |^!INTERFILE|"
        + @"(^|\n)\s*(ObjectType\s*=\s*Image|ElementDataFile\s*=|ElementType\s*=\s*MET_)|"
        + @"(^|\n)type\s*=\s*(string|integer|float)-attribute\s*\nname\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex ImageHeaderStart();

    /// <summary>Netpbm, XPM, XBM, Radiance.</summary>
    [GeneratedRegex(@"^P[1-6][ \r\n]+[\d#]|^P7\s+WIDTH|^/\* XPM \*/|^#define \w+_width \d|^#\?RADIANCE")]
    private static partial Regex PictureStart();

    /// <summary>PostScript, PDF, RTF, and mail with what is attached to it.</summary>
    [GeneratedRegex(@"^%!PS|^%PDF|^\{\\rtf|^(From|MIME-Version|Received|Return-Path): ", RegexOptions.IgnoreCase)]
    private static partial Regex DocumentStart();

    /// <summary>uuencode, its base64 variant, yEnc, BinHex, PEM with data.</summary>
    [GeneratedRegex(@"(^|\n)(begin [0-7]{3,4} |begin-base64 |=ybegin |\(This file must be converted with BinHex)|^<~")]
    private static partial Regex EncodedStart();
}
