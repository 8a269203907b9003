using System.Text.Json.Nodes;
using RefacePS.Files;
using RefacePS.Files.Dicom;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files.Dicom;

public sealed class DicomSeriesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Archives have millions of files, and what they say of patients stays in memory.</summary>
    [Fact]
    public void What_files_say_alike_of_their_patient_is_kept_once()
    {
        for (var i = 0; i < 3; i++)
        {
            new DicomSlice(i, i + 1).WriteTo(folder, $"{i}");
        }

        var planes = Assert.Single(DicomListing.Read(
            DicomListing.FilesOf(folder.Path), null, CancellationToken.None).Series).Planes;

        Assert.Contains("Doe^Jane", planes[0].Telling);
        Assert.All(planes, plane => Assert.Same(planes[0].Telling, plane.Telling));
    }

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

    [Fact]
    public void Images_of_an_enhanced_file_are_volumes_by_echo_and_part_and_frames_of_each_have_their_scale()
    {
        DicomSlice.Enhanced(
            [(2, "MAGNITUDE", 5), (0, "MAGNITUDE", 5), (0, "PHASE", 5), (2, "PHASE", 5), (0, "MAGNITUDE", 9),
                (2, "MAGNITUDE", 9)], [2, 2, 1, 1, 2, 3]).WriteTo(folder, "a");

        var volumes = List().Series.Select(series => series.Read()).ToList();

        Assert.Equal(["echo-1_part-mag", "echo-1_part-phase", "echo-2_part-mag"],
            volumes.Select(volume => volume.Origin!.ImageName.Split("_run-7_")[1].Replace("_MR", "",
                StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var (first, last) = (volumes[0], volumes[2]);
        Assert.Equal((2.0, 0.005), (first.Slope, EchoTime(first)));
        Assert.Equal([209, 109], [first.VoxelsAs<short>()[0], first.VoxelsAs<short>()[12]]);
        Assert.Equal((VoxelType.Float32, 0.009), (last.VoxelType, EchoTime(last)));
        Assert.Equal([1018f, 1827f], [last.VoxelsAs<float>()[0], last.VoxelsAs<float>()[12]]);

        static double EchoTime(Volume volume) =>
            JsonNode.Parse(volume.Header!.Sidecar!)!["EchoTime"]!.GetValue<double>();
    }

    [Fact]
    public void Enhanced_CT_has_the_hounsfield_units_of_its_frames()
    {
        DicomSlice.Enhanced([(0, "MAGNITUDE", 0), (3, "MAGNITUDE", 0)])
            .Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2.1").Text(0x00080060, "CS", "CT")
            .Text(0x00281052, "DS", "-1024").Text(0x00281053, "DS", "1").WriteTo(folder, "a");

        var volume = ReadOne();

        Assert.Equal((-1024.0, 1.0, 3.0), (volume.Intercept, volume.Slope, volume.Grid.Grid2World[2, 2]));
    }

    [Fact]
    public void PET_has_real_values_by_the_scale_of_each_slice_and_its_frames_by_their_time()
    {
        for (var i = 0; i < 4; i++)
        {
            new DicomSlice(i % 2, i + 1).Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.128")
                .Text(0x00080060, "CS", "PT").Text(0x00541300, "DS", $"{(1 - i / 2) * 60000}")
                .Text(0x00281052, "DS", "0").Text(0x00281053, "DS", $"{i + 1}.5").WriteTo(folder, $"{i}");
        }

        var volume = ReadOne();

        Assert.Equal((VoxelType.Float32, 2), (volume.VoxelType, volume.FrameCount));
        Assert.Equal([309 * 3.5f, 409 * 4.5f, 109 * 1.5f, 209 * 2.5f],
            Enumerable.Range(0, 4).Select(slice => volume.VoxelsAs<float>()[slice * 12]));
    }

    [Fact]
    public void Slices_of_a_mosaic_are_where_its_tiles_lie_about_the_middle_of_the_image()
    {
        for (var i = 0; i < 2; i++)
        {
            // 2 x 2 tiles of 4 x 3 pixels, three of them slices; pixels say tile and frame, and the fourth is blank.
            new DicomSlice(0, i + 1, columns: 8).Text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\M\\ND\\MOSAIC")
                .Short(0x00280010, 6).Text(0x00190010, "LO", "SIEMENS MR HEADER").Short(0x0019100A, 3)
                .Text(0x00180088, "DS", "4").Text(0x00200012, "IS", $"{i + 1}")
                .Pixels([.. Enumerable.Range(0, 48).Select(pixel => (ushort)(pixel >= 24 && pixel % 8 >= 4 ? 0 :
                    i * 1000 + (pixel / 24 * 2 + pixel % 8 / 4) * 100 + pixel / 8 % 3 * 4 + pixel % 4))])
                .WriteTo(folder, $"{i}");
        }

        var volume = ReadOne();

        Assert.Equal((4, 3, 3, 2), (volume.Grid.Nx, volume.Grid.Ny, volume.Grid.Nz, volume.FrameCount));
        Assert.Equal([8, 108, 208, 1008, 1108, 1208],
            Enumerable.Range(0, 6).Select(slice => (int)volume.VoxelsAs<short>()[slice * 12]));

        // The first tile is half a mosaic less half a slice further: 2 x 1.25 mm left, 1.5 x 1.5 mm back.
        Assert.Equal((10 - 2.5, 20 - 2.25, 0.0), volume.Grid.Grid2World.Apply(0, 2, 0));
        Assert.Equal(4, volume.Grid.Grid2World.Apply(0, 2, 1).Z);
    }

    [Fact]
    public void A_lone_phase_says_so_in_its_name()
    {
        foreach (var i in Enumerable.Range(0, 3))
        {
            new DicomSlice(i, i + 1).Text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\P\\ND").WriteTo(folder, $"phase/{i}");
        }

        Assert.Contains("_part-phase_", ReadOne("phase").Origin!.ImageName, StringComparison.Ordinal);
    }

    [Fact]
    public void Floating_point_pixels_are_refused_by_name()
    {
        for (var i = 0; i < 2; i++)
        {
            new DicomSlice(i, i + 1).Without(0x7FE00010).Short(0x00280100, 32)
                .Bytes(0x7FE00008, "OF", new byte[48]).WriteTo(folder, $"{i}");
        }

        var fault = List().Faults[0];

        Assert.Equal("UnsupportedVoxelType", fault.ErrorId);
        Assert.Contains("Float Pixel Data", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_begins_with_its_file_meta_information_is_DICOM()
    {
        for (var i = 0; i < 2; i++)
        {
            File.WriteAllBytes(folder.File($"{i}"), new DicomSlice(i, i + 1).ToBytes()[132..]);
        }

        Assert.Equal(2, ReadOne().Grid.Nz);
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

        Assert.Equal(3, Assert.Single(listing.Series).Planes.Count);
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
