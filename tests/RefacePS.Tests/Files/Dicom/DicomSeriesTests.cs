using System.Text.Json.Nodes;
using RefacePS.Files;
using RefacePS.Files.Dicom;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files.Dicom;

public sealed class DicomSeriesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(DicomSlice.Explicit)]
    [InlineData(DicomSlice.Implicit)]
    [InlineData(DicomSlice.BigEndian)]
    public void Slices_are_sorted_by_place_and_never_by_number_or_name(string syntax)
    {
        new DicomSlice(4, 1, syntax: syntax).WriteTo(folder, "a");
        new DicomSlice(0, 2, syntax: syntax).WriteTo(folder, "b");
        new DicomSlice(2, 3, syntax: syntax).WriteTo(folder, "c");

        var volume = ReadOne();

        Assert.Equal((4, 3, 3), (volume.Grid.Nx, volume.Grid.Ny, volume.Grid.Nz));
        Assert.Equal(VoxelType.Int16, volume.VoxelType);

        // The last row of the slice with number 2, then of 3, then of 1.
        var voxels = volume.VoxelsAs<short>();
        Assert.Equal([209, 309, 109], [voxels[0], voxels[12], voxels[24]]);
        Assert.Equal([201, 202], [voxels[8], voxels[9]]);
        Assert.Equal((10.0, 17.0, 0.0), volume.Grid.Grid2World.Apply(0, 0, 0));
        Assert.Equal((10.0, 20.0, 4.0), volume.Grid.Grid2World.Apply(0, 2, 2));
        Assert.Equal("P01", volume.Subject);
        Assert.StartsWith("sub-P01_ses-", volume.Origin!.ImageName, StringComparison.Ordinal);
        Assert.EndsWith("_acq-MPRAGEsag_run-7_MR", volume.Origin.ImageName, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sidecar_has_the_words_and_units_of_BIDS_and_no_person()
    {
        WriteThree();

        var fields = JsonNode.Parse(ReadOne().Header!.Sidecar!)!.AsObject();

        Assert.Equal(2.3, fields["RepetitionTime"]!.GetValue<double>());
        Assert.Equal(0.00298, fields["EchoTime"]!.GetValue<double>());
        Assert.Equal("MPRAGE sag", fields["ProtocolName"]!.GetValue<string>());
        Assert.DoesNotContain("Doe", fields.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("P-01", fields.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tilted_gantry_is_a_shear_that_is_kept()
    {
        for (var i = 0; i < 3; i++)
        {
            new DicomSlice(0, i + 1).Text(0x00200032, "DS", FormattableString.Invariant($"-10\\{-20 + i}\\{i * 4}"))
                .WriteTo(folder, $"{i}");
        }

        var map = ReadOne().Grid.Grid2World;

        Assert.Equal((0.0, -1.0, 4.0), (map[0, 2], map[1, 2], map[2, 2]));
    }

    [Fact]
    public void Pixels_are_what_their_bits_say()
    {
        for (var i = 0; i < 2; i++)
        {
            new DicomSlice(i, i + 1).Short(0x00280101, 8).Short(0x00280102, 11).Short(0x00280103, 1)
                .Pixels([.. Enumerable.Range(0, 12).Select(x => (ushort)(0xF00F | 0xFE - x << 4))])
                .WriteTo(folder, $"{i}");
        }

        // -2, -3 and so on, in bits 4 to 11, with other bits around them.
        Assert.Equal([-2, -3], ReadOne().VoxelsAs<short>()[8..10].ToArray());
    }

    [Fact]
    public void One_scale_of_all_slices_is_kept_and_several_give_real_values()
    {
        new DicomSlice(0, 1).Text(0x00281053, "DS", "2").Text(0x00281052, "DS", "-1").WriteTo(folder, "one/a");
        new DicomSlice(1, 2).Text(0x00281053, "DS", "2").Text(0x00281052, "DS", "-1").WriteTo(folder, "one/b");
        new DicomSlice(0, 1).Text(0x00281053, "DS", "2").WriteTo(folder, "two/a");
        new DicomSlice(1, 2).Text(0x00281053, "DS", "3").WriteTo(folder, "two/b");

        var same = ReadOne("one");
        var varied = ReadOne("two");

        Assert.Equal(
            (VoxelType.Int16, 2.0, -1.0, 109), (same.VoxelType, same.Slope, same.Intercept, same.VoxelsAs<short>()[0]));
        Assert.Equal((VoxelType.Float32, 1.0, 0.0), (varied.VoxelType, varied.Slope, varied.Intercept));
        Assert.Equal([218f, 627f], [varied.VoxelsAs<float>()[0], varied.VoxelsAs<float>()[12]]);
    }

    [Fact]
    public void What_was_taken_again_and_again_is_frames_in_their_order()
    {
        for (var i = 0; i < 6; i++)
        {
            new DicomSlice(i / 3, i + 1).Text(0x00200100, "IS", $"{3 - i % 3}").WriteTo(folder, $"{i}");
        }

        var volume = ReadOne();

        Assert.Equal((3, 2), (volume.FrameCount, volume.Grid.Nz));
        Assert.Equal(
            [309, 209, 109], Enumerable.Range(0, 3).Select(frame => (int)volume.VoxelsAs<short>()[frame * 24]));
    }

    [Fact]
    public void Echoes_parts_and_directions_are_volumes_of_their_own()
    {
        for (var i = 0; i < 8; i++)
        {
            var slice = new DicomSlice(i % 2, i + 1);
            _ = i switch
            {
                < 2 => slice,
                < 4 => slice.Text(0x00180081, "DS", "5"),
                < 6 => slice.Text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\P\\ND"),
                _ => slice.Text(0x00200037, "DS", "0\\1\\0\\0\\0\\-1").Text(0x00200032, "DS", $"{i}\\0\\0"),
            };
            slice.WriteTo(folder, $"{i}");
        }

        var volumes = List().Series.Select(series => series.Read()).ToList();

        Assert.Equal(4, volumes.Count);
        Assert.Equal(4, volumes.Select(volume => volume.Origin!.ImageName).Distinct().Count());
        Assert.Contains(
            "_echo-2_part-mag_",
            volumes.Single(volume => volume.Header!.Sidecar!.Contains("0.005", StringComparison.Ordinal))
                .Origin!.ImageName, StringComparison.Ordinal);
        Assert.Single(volumes, volume => volume.Origin!.ImageName.Contains("part-phase", StringComparison.Ordinal));
    }

    public static TheoryData<string, string, string> Broken => new()
    {
        { "missing", "MissingSlice", "5.dcm" },
        { "double", "DuplicateSlice", "9.dcm" },
        { "uneven", "UnevenSpacing", "3.dcm" },
        { "shifted", "UnevenSpacing", "3.dcm" },
        { "size", "MixedSlices", "3.dcm" },
        { "frame", "MissingSlice", "3.dcm" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_series_that_is_no_even_stack_is_an_error_that_names_the_slice(
        string kind, string errorId, string file)
    {
        for (var i = 0; i < 7; i++)
        {
            var slice = (kind, i) switch
            {
                ("missing", 4) => null,
                ("uneven", 3) => new DicomSlice(2 * i + 0.4, i + 1),
                ("shifted", 3) => new DicomSlice(2 * i, i + 1).Text(0x00200032, "DS", "-9\\-20\\6"),
                ("size", 3) => new DicomSlice(2 * i, i + 1, columns: 5),
                _ => new DicomSlice(2 * i, i + 1),
            };
            slice?.WriteTo(folder, $"{i}.dcm");
            if (kind == "frame" && i != 3)
            {
                new DicomSlice(2 * i, i + 20).Text(0x00200100, "IS", "2").WriteTo(folder, $"second-{i}.dcm");
            }
        }

        if (kind == "double")
        {
            new DicomSlice(6, 50).WriteTo(folder, "9.dcm");
        }

        var fault = Assert.Throws<VolumeFormatException>(() => ReadOne());

        Assert.Equal(errorId, fault.ErrorId);
        Assert.Contains(file, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_holds_no_slices_is_told_apart_from_what_is_damaged_and_from_what_is_not_DICOM()
    {
        WriteThree();
        new DicomSlice(0, 9).Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7").WriteTo(folder, "capture");
        File.WriteAllBytes(folder.File("cut"), new DicomSlice(0, 10).ToBytes()[..301]);
        File.WriteAllText(folder.File("notes.txt"), "not DICOM");

        var listing = List();

        Assert.Equal(3, Assert.Single(listing.Series).SliceCount);
        Assert.Equal("NotDicomVolume", Assert.Single(listing.Others).ErrorId);
        Assert.Equal("VolumeTruncated", Assert.Single(listing.Faults).ErrorId);
        Assert.Equal([folder.File("notes.txt")], listing.Strangers);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.4.90", "gdcmconv")]
    [InlineData("1.2.840.10008.1.2.4.80", "dcmdjpls")]
    [InlineData("1.2.840.10008.1.2.4.51", "dcmdjpeg")]
    public void A_compression_that_is_not_read_is_an_error_that_names_a_tool(string syntax, string tool)
    {
        new DicomSlice(0, 1, syntax: syntax).WriteTo(folder, "a");
        new DicomSlice(1, 2, syntax: syntax).WriteTo(folder, "b");

        var fault = Assert.Throws<VolumeFormatException>(() => ReadOne());

        Assert.Equal("UnsupportedTransferSyntax", fault.ErrorId);
        Assert.Contains(tool, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_as_NIfTI_never_touches_the_files_it_came_from()
    {
        WriteThree();
        var volume = ReadOne();

        var fault = Assert.Throws<VolumeFileException>(
            () => InputFiles.Protect(volume, folder.File("1")));

        Assert.Equal("DestinationIsInput", fault.ErrorId);
    }

    private void WriteThree()
    {
        for (var i = 0; i < 3; i++)
        {
            new DicomSlice(i, i + 1).WriteTo(folder, $"{i}");
        }
    }

    private DicomListing List(string name = "") =>
        DicomListing.Read(DicomListing.FilesOf(folder.File(name)), null, CancellationToken.None);

    private Volume ReadOne(string name = "") => Assert.Single(List(name).Series).Read();
}
