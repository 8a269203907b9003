namespace RefacePS.Native;

/// <summary>
/// Makes a symbol version that a library asks for, and never uses, optional: the dynamic linker skips a missing version
/// whose flag is VER_FLG_WEAK (Linux Standard Base Core, "Symbol Versioning", Elfxx_Vernaux).
/// </summary>
public static class SymbolVersionRepair
{
    private const ushort WeakFlag = 2;
    private const int FlagsOffset = 4;
    private const int RelocationSize = 24;

    /// <summary>Sets the flag of a version in place.</summary>
    /// <param name="image">The library, changed in place.</param>
    /// <param name="version">The version, such as GLIBCXX_3.4.32.</param>
    /// <returns>Whether anything changed; false where the version was optional already.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is not the kind of library expected, does not ask for the version once, or uses a symbol of that
    /// version. The file is unchanged.
    /// </exception>
    public static bool Weaken(ElfImage image, string version)
    {
        var entries = VersionEntries(image).Where(entry => entry.Name == version).ToList();
        if (entries is not [var entry])
        {
            throw new InvalidDataException($"Expected one need of symbol version {version}, found {entries.Count}.");
        }

        if (IsUsed(image, entry.Index))
        {
            throw new InvalidDataException(
                $"A symbol of version {version} is used, so the version cannot be made optional.");
        }

        var flags = image.ReadUInt16(entry.Offset + FlagsOffset);
        image.WriteUInt16(entry.Offset + FlagsOffset, (ushort)(flags | WeakFlag));
        return (flags & WeakFlag) == 0;
    }

    /// <summary>Walks the linked list of libraries (Elfxx_Verneed), and of the versions asked of each
    /// (Elfxx_Vernaux).</summary>
    private static IEnumerable<(long Offset, ushort Index, string Name)> VersionEntries(ElfImage image)
    {
        var needs = image.Single(ElfSectionType.VersionNeeds);
        var strings = image.Sections[needs.Link];
        uint next;
        for (var library = needs.Offset; ; library += next)
        {
            var entry = library + image.ReadUInt32(library + 8);
            for (var remaining = image.ReadUInt16(library + 2); remaining > 0; remaining--)
            {
                yield return (
                    entry, image.ReadUInt16(entry + 6), image.ReadString(strings, image.ReadUInt32(entry + 8)));
                entry += image.ReadUInt32(entry + 12);
            }

            next = image.ReadUInt32(library + 12);
            if (next == 0)
            {
                yield break;
            }
        }
    }

    /// <summary>True if a relocation names a symbol of a version: only then does the linker look the symbol
    /// up.</summary>
    private static bool IsUsed(ElfImage image, ushort versionIndex)
    {
        var versions = image.Single(ElfSectionType.SymbolVersions);
        foreach (var section in image.Sections.Where(section => section.Type == ElfSectionType.Relocations))
        {
            for (var offset = section.Offset; offset < section.Offset + section.Size; offset += RelocationSize)
            {
                var symbol = image.ReadUInt32(offset + 12);
                if (image.ReadUInt16(versions.Offset + symbol * 2L) == versionIndex)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
