using RefacePS.Atlases;
using RefacePS.Morphometry;
using RefacePS.Morphometry.Building;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Morphometry;

public sealed class StructureTableTests
{
    [Fact]
    public void Labels_become_structures_and_the_rest_background()
    {
        var table = StructureTable.Parse(["structure\tlabels", "Hippocampus\t47 48", "", "BrainStem\t35"]);
        Assert.Equal((byte)BrainStructure.Hippocampus, table.Structures[48]);
        Assert.Equal((byte)BrainStructure.BrainStem, table.Structures[35]);
        Assert.Equal((byte)BrainStructure.Background, table.Structures[1]);
    }

    [Theory]
    [InlineData("Hippocampus 47")]
    [InlineData("Nothing\t47")]
    [InlineData("7\t47")]
    [InlineData("99\t47")]
    [InlineData("Hippocampus\tmany")]
    [InlineData("Hippocampus\t0")]
    [InlineData("Hippocampus\t47 47")]
    public void A_line_that_makes_no_sense_is_refused(string line) =>
        Assert.Throws<FormatException>(() => StructureTable.Parse(["structure\tlabels", line]));

    [Fact]
    public void A_table_that_cannot_be_read_is_an_error_that_names_it()
    {
        using var folder = new TemporaryFolder();
        var fault = Assert.Throws<AtlasSourceException>(() => StructureTable.Read(folder.File("none.tsv")));
        Assert.Equal("StructureTableInvalid", fault.ErrorId);
        Assert.Contains(folder.File("none.tsv"), fault.Message, StringComparison.Ordinal);
    }
}
