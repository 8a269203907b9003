using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace RefacePS.Bench.Leak;

/// <summary>Files that hold an intact head though their names or first bytes do not say so.</summary>
internal static class DisguisedFiles
{
    /// <summary>Writes one.</summary>
    /// <param name="guise">What it pretends to be.</param>
    /// <param name="stem">Path without an extension.</param>
    /// <param name="nifti">The head as an uncompressed NIfTI file.</param>
    public static void Write(string guise, string stem, byte[] nifti)
    {
        var voxels = nifti[352..];
        switch (guise)
        {
            case "zip":
                using (var zip = new ZipArchive(File.Create(stem + ".zip"), ZipArchiveMode.Create))
                using (var entry = zip.CreateEntry("scan.nii").Open())
                {
                    entry.Write(nifti);
                }

                break;
            case "gzip in gzip":
                File.WriteAllBytes(stem + ".dat.gz", Gzip(Gzip(nifti)));
                break;
            case "long comment":
                var packed = Gzip(nifti);
                byte[] comment = [.. Enumerable.Repeat((byte)'c', 5000), 0];
                File.WriteAllBytes(stem + ".gz", [.. packed[..3], 0x10, .. packed[4..10], .. comment, .. packed[10..]]);
                break;
            case "tar":
                using (var tar = new TarWriter(File.Create(stem + ".tar")))
                {
                    tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "scan.nii")
                    {
                        DataStream = new MemoryStream(nifti),
                    });
                }

                break;
            case "raw":
                File.WriteAllBytes(stem + ".raw", voxels);
                break;
            case "text name":
                File.WriteAllBytes(stem + ".txt", nifti);
                break;
            case "JSON name":
                File.WriteAllBytes(stem + "_extra.json", [.. "{ }\n"u8, .. voxels]);
                break;
            case "numpy":
                File.WriteAllBytes(stem + ".npy",
                    [0x93, .. "NUMPY"u8, 1, 0, 118, 0,
                        .. Encoding.ASCII.GetBytes("{'descr': '|u1'}".PadRight(117) + "\n"), .. voxels]);
                break;
            case "DICOM without preamble":
                File.WriteAllBytes(stem + "-IM0001",
                    [8, 0, 5, 0, .. "CS"u8, 10, 0, .. "ISO_IR 100"u8, 0xe0, 0x7f, 0x10, 0, .. "OW"u8, 0, 0,
                        .. BitConverter.GetBytes(voxels.Length), .. voxels]);
                break;
            case "MGH":
                File.WriteAllBytes(stem + ".mgh", [0, 0, 0, 1, .. new byte[280], .. voxels]);
                break;
            case "Analyze":
                File.WriteAllBytes(stem + "_a.hdr", [.. BitConverter.GetBytes(348), .. new byte[344]]);
                File.WriteAllBytes(stem + "_a.img", voxels);
                break;
            default:
                File.WriteAllBytes(
                    stem + ".nrrd", [.. "NRRD0004\ntype: uint8\ndimension: 1\nencoding: raw\n\n"u8, .. voxels]);
                break;
        }
    }

    private static byte[] Gzip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
