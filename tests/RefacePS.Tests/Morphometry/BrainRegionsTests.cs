using RefacePS.Morphometry;

namespace RefacePS.Tests.Morphometry;

public sealed class BrainRegionsTests
{
    [Fact]
    public void Grey_and_white_matter_fluid_and_brain_stem_do_not_overlap_and_fill_the_skull()
    {
        BrainRegion[] parts = [BrainRegion.GreyMatter, BrainRegion.WhiteMatter, BrainRegion.CerebrospinalFluid,
            BrainRegion.BrainStem];
        var structures = parts.SelectMany(BrainRegions.StructuresOf).Append(BrainStructure.Unassigned).ToArray();
        Assert.Equal(structures.Distinct().Order(), structures.Order());
        Assert.Equal(BrainRegions.StructuresOf(BrainRegion.TotalIntracranial).Order(), structures.Order());
    }

    [Fact]
    public void Every_region_is_a_property_and_has_a_share_of_the_skull()
    {
        var properties = typeof(BrainVolumes).GetProperties().Select(property => property.Name).ToHashSet();
        Assert.All(Enum.GetNames<BrainRegion>(), name => Assert.Contains(name, properties));
        Assert.All(Enum.GetNames<BrainRegion>().Skip(1), name => Assert.Contains($"{name}Percent", properties));
        Assert.Equal(17, Enum.GetNames<BrainRegion>().Length);
    }

    [Fact]
    public void A_region_by_its_number_is_the_property_of_its_name()
    {
        var volumes = SomeVolumes.Create();
        Assert.All(Enum.GetValues<BrainRegion>(), region => Assert.Equal(
            typeof(BrainVolumes).GetProperty(region.ToString())!.GetValue(volumes), volumes.Of(region)));
        Assert.Equal(100 * volumes.Hippocampus / volumes.TotalIntracranial, volumes.HippocampusPercent);
    }
}
