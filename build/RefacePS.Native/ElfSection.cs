namespace RefacePS.Native;

/// <summary>Types of ELF sections (sh_type) that the repair reads.</summary>
public enum ElfSectionType : uint
{
    /// <summary>Relocations with addends (SHT_RELA).</summary>
    Relocations = 4,

    /// <summary>Symbols of the dynamic linker (SHT_DYNSYM).</summary>
    DynamicSymbols = 11,

    /// <summary>Versions asked of other libraries (SHT_GNU_verneed).</summary>
    VersionNeeds = 0x6ffffffe,

    /// <summary>Version index of each dynamic symbol (SHT_GNU_versym).</summary>
    SymbolVersions = 0x6fffffff,
}

/// <summary>A section of an ELF file.</summary>
/// <param name="Type">What it holds.</param>
/// <param name="Offset">Where it starts in the file, in bytes.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Link">Index of the section it belongs with, such as its string table.</param>
public readonly record struct ElfSection(ElfSectionType Type, long Offset, long Size, int Link);
