using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace RefacePS.Files;

/// <summary>A mark that tells the files of a folder from others of the same names.</summary>
internal static class ContentHash
{
    private static readonly ConcurrentDictionary<string, (FileNode Node, string Hash)> Known = new(InputFiles.Names);

    /// <summary>Within this time two changes of a file may have the same time.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    /// <summary>
    /// SHA-256 over names and contents, in lower-case hexadecimal; files that are absent are left out. A file is read
    /// again only when it has changed.
    /// </summary>
    /// <param name="folder">Full path of the folder.</param>
    /// <param name="names">Names of the files.</param>
    public static string Of(string folder, params IEnumerable<string> names)
    {
        var lines = names.Order(StringComparer.Ordinal).Select(name => (name, Path: Path.Combine(folder, name)))
            .Where(file => File.Exists(file.Path)).Select(file => $"{Of(file.Path)} {file.name}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    private static string Of(string path)
    {
        var node = FileNode.Of(path) ?? default;
        if (Known.TryGetValue(path, out var known) && known.Node == node)
        {
            return known.Hash;
        }

        using var stream = File.OpenRead(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (node != default && DateTime.UtcNow.Ticks - node.Changed > Settled.Ticks)
        {
            Known[path] = (node, hash);
        }

        return hash;
    }
}
