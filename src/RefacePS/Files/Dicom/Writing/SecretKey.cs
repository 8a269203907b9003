using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace RefacePS.Files.Dicom.Writing;

/// <summary>
/// A secret that turns UIDs, patients and dates into others: the same ones each time, and nobody without it finds the
/// way back or tells who is who.
/// </summary>
internal sealed class SecretKey
{
    private const string FileName = "dicom.key";
    private const int Length = 32;
    private const int LongestUid = 64;

    /// <summary>UIDs of the standard itself, which name no image.</summary>
    private const string StandardRoot = "1.2.840.10008.";

    /// <summary>The user's key where there is none yet: one and the same in a process, so that what was planned with it
    /// is done with it.</summary>
    private static readonly Lazy<byte[]> Fresh = new(() => RandomNumberGenerator.GetBytes(Length));

    private readonly byte[] key;

    private SecretKey(byte[] key) => this.key = key;

    /// <summary>The key that options name: that of a text, or the user's own.</summary>
    public static SecretKey Of(DicomWriteOptions options) => options.Key is { } text ? Of(text) : OfUser();

    /// <summary>Tells keys apart, and says nothing of them.</summary>
    public string Fingerprint => Convert.ToHexStringLower(Hash("fingerprint", "").AsSpan(0, 8));

    /// <summary>A key of a text.</summary>
    public static SecretKey Of(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The key of the user, which is made where there is none yet.</summary>
    /// <exception cref="VolumeFileException">It can be neither read nor written.</exception>
    public static SecretKey OfUser() => OfUser(UserFolder);

    /// <summary>The key that work is planned with: nothing is written before the work begins.</summary>
    /// <exception cref="VolumeFileException">It cannot be read.</exception>
    public static SecretKey Planned(DicomWriteOptions options) =>
        options.Key is { } text ? Of(text) : PlannedIn(UserFolder);

    /// <summary>The same of a folder.</summary>
    internal static SecretKey PlannedIn(string folder) =>
        File.Exists(Path.Combine(folder, FileName)) ? OfUser(folder) : new(Fresh.Value);

    private static string UserFolder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify), "RefacePS");

    /// <summary>The key of a folder.</summary>
    internal static SecretKey OfUser(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            if (!File.Exists(path))
            {
                Make(folder, path);
            }

            var bytes = File.ReadAllBytes(path);
            return bytes.Length == Length ? new(bytes) : throw new IOException("It is damaged.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or VolumeFileException)
        {
            throw new VolumeFileException(
                VolumeFileFault.DestinationNotWritable, path,
                $"The key for new UIDs cannot be kept here: {e.Message} Give one with -UidKey.", e);
        }
    }

    /// <summary>The UID that takes the place of another: 2.25 and 128 bits (PS3.5, B.2).</summary>
    public string NewUid(string uid) => uid.Length == 0 || IsOfStandard(uid) ? uid
        : "2.25." + new BigInteger(Hash("uid", uid).AsSpan(0, 16), isUnsigned: true);

    /// <summary>True if a text is a UID as the standard has them (PS3.5, 9.1).</summary>
    public static bool IsUid(string text) =>
        text.Length <= LongestUid && text.All(letter => char.IsAsciiDigit(letter) || letter == '.');

    private static bool IsOfStandard(string uid) => uid.StartsWith(StandardRoot, StringComparison.Ordinal)
        && IsUid(uid);

    /// <summary>The name of a patient that names nobody.</summary>
    public string Pseudonym(string patient) => "P" + Convert.ToHexString(Hash("patient", patient).AsSpan(0, 6));

    /// <summary>Days by which the dates of a patient go back: 1 to 3650.</summary>
    public int DaysBack(string patient) => 1 + (int)(BitConverter.ToUInt32(Hash("dates", patient)) % 3650);

    private byte[] Hash(string purpose, string text) =>
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{purpose}:{text}"));

    private static void Make(string folder, string path)
    {
        Directory.CreateDirectory(folder);
        try
        {
            AtomicFile.WriteBytes(
                path, overwrite: false, Fresh.Value, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        catch (VolumeFileException) when (File.Exists(path))
        {
            // Another process was first; its key is the user's.
        }
    }
}
