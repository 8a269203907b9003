using System.Numerics;
using RefacePS.Rendering;

namespace RefacePS.Tests.Rendering;

public class HeadSurfaceTests
{
    /// <summary>
    /// The level lies between a tenth and two fifths of the way from air to tissue, and the kernel's standard deviation
    /// is 0.92 voxels: the surface of a blurred edge lies at most 1.28 of those outside the true one.
    /// </summary>
    private const float MostOutwardShift = 1.28f * 0.92f * 2;

    public static TheoryData<string> Contrasts =>
        ["clean", "noisy air", "ghost", "CT", "CT with padding", "dark brain"];

    [Theory]
    [MemberData(nameof(Contrasts))]
    public void LiesWhereTheHeadEndsWhateverTheContrast(string contrast)
    {
        var surface = HeadSurface.Find(Head(contrast).ToVolume(), CancellationToken.None);

        foreach (var direction in new[]
            { Vector3.UnitX, -Vector3.UnitX, -Vector3.UnitY, Vector3.UnitZ, Vector3.Normalize(new(1, -1, 1)) })
        {
            var origin = SyntheticHead.Centre + 160 * direction;
            var radius = 160 - surface.FirstHit(origin, -direction);
            var expected = 1 / (direction / SyntheticHead.SemiAxes).Length();
            Assert.InRange(radius, expected - 1, expected + MostOutwardShift);
        }
    }

    [Fact]
    public void NormalsPointOutOfTheHead()
    {
        var surface = HeadSurface.Find(new SyntheticHead().ToVolume(), CancellationToken.None);
        foreach (var direction in new[] { Vector3.UnitX, -Vector3.UnitY, Vector3.Normalize(new(-1, -1, 1)) })
        {
            var origin = SyntheticHead.Centre + 160 * direction;
            var point = origin - surface.FirstHit(origin, -direction) * direction;
            var ellipsoidNormal = Vector3.Normalize(
                (point - SyntheticHead.Centre) / SyntheticHead.SemiAxes / SyntheticHead.SemiAxes);

            // Three degrees: the drawn edge is as thick as a voxel across the semi-axes, not along the normal.
            Assert.InRange(Vector3.Dot(ellipsoidNormal, surface.Normal(point)), MathF.Cos(3 * MathF.PI / 180), 1.0001f);
        }
    }

    [Fact]
    public void WhatFloatsInAirIsNotPartOfIt()
    {
        var speck = new Vector3(60, 95, 90);
        var head = new SyntheticHead { Alter = (p, intensity) => Vector3.Distance(p, speck) < 8 ? 1000 : intensity };
        var surface = HeadSurface.Find(head.ToVolume(), CancellationToken.None);
        Assert.Equal(float.NaN, surface.FirstHit(speck + 100 * Vector3.UnitX, -Vector3.UnitX));
    }

    [Fact]
    public void AHeadCutByTheFieldOfViewIsClosedThere()
    {
        var volume = new SyntheticHead().ToVolume();
        var cut = new VoxelGrid(volume.Grid.Nx, volume.Grid.Ny, volume.Grid.Nz / 2, volume.Grid.Grid2World);
        var bytes = volume.Voxels[..(int)(cut.VoxelCount * sizeof(float))];
        var surface = HeadSurface.Find(new Volume(cut, VoxelType.Float32, bytes), CancellationToken.None);

        var top = cut.Grid2World.Apply(0, 0, cut.Nz - 1).Z;
        var hit = 200 - surface.FirstHit(new(SyntheticHead.Centre.X, SyntheticHead.Centre.Y, 200), -Vector3.UnitZ);

        // The last voxel reaches half its size beyond its centre, and the border of air begins within two field points.
        Assert.InRange(hit, top, top + 3);
    }

    [Fact]
    public void ExtentIsTheHeadsWithoutItsNose()
    {
        var extent = HeadSurface.Find(new SyntheticHead().ToVolume(), CancellationToken.None).Extent;

        // An ellipsoid's outermost millimeter cuts less than 500 mm2 of it, and the surface lies outside by
        // MostOutwardShift at most.
        for (var axis = 0; axis < 3; axis++)
        {
            Assert.InRange(extent.Low[axis] - (SyntheticHead.Centre - SyntheticHead.SemiAxes)[axis], -3.5f, 2);
        }

        Assert.InRange(extent.High.Y - (SyntheticHead.Centre + SyntheticHead.SemiAxes).Y, -2, 8);
    }

    [Fact]
    public void NothingIsHitWhereAllIsAir()
    {
        var empty = new SyntheticHead { Alter = (_, _) => 3 };
        var surface = HeadSurface.Find(empty.ToVolume(), CancellationToken.None);
        Assert.Equal(float.NaN, surface.FirstHit(new(0, 200, 0), -Vector3.UnitY));
    }

    [Fact]
    public void VoxelsThatAreNotNumbersAreAir()
    {
        var holes = new SyntheticHead { Alter = (p, intensity) => p.Y > 40 && p.X < 0 ? float.NaN : p.Z < -100
            ? float.PositiveInfinity : intensity };
        var surface = HeadSurface.Find(holes.ToVolume(), CancellationToken.None);
        var depth = surface.FirstHit(new(-20, 200, 5), -Vector3.UnitY);
        Assert.InRange(200 - depth, 38, 42 + MostOutwardShift);
    }

    private static SyntheticHead Head(string contrast) => contrast switch
    {
        "clean" => new(),
        "noisy air" => new() { Alter = (p, intensity) => MathF.Abs(intensity + 60 * Noise(p)) },
        "ghost" => new() { Alter = (p, intensity) => intensity + 70 * (MathF.Abs(p.Z) < 40 ? MathF.Abs(Noise(p)) : 0) },
        "CT" => new() { Air = -1000, Tissue = 40, Alter = (p, intensity) => intensity + 10 * Noise(p) },
        "CT with padding" =>
            new() { Air = -1000, Tissue = 40, Alter = (p, intensity) => p.X * p.X + p.Y * p.Y > 120 * 120 ? -3024
                : intensity },
        "dark brain" =>
            new() { Alter = (p, intensity) => ((p - SyntheticHead.Centre) / SyntheticHead.SemiAxes).Length() < 0.85f
                ? 0.3f * intensity : intensity },
        _ => throw new ArgumentOutOfRangeException(nameof(contrast)),
    };

    /// <summary>Uncorrelated noise between -1.7 and 1.7 with a standard deviation of 1, the same at a position in every
    /// run: its bits, mixed.</summary>
    private static float Noise(Vector3 position)
    {
        var bits = (uint)((int)position.X * 1009 + (int)position.Y) * 1013 + (uint)(int)position.Z;
        for (var round = 0; round < 3; round++)
        {
            bits = (bits ^ (bits >> 15)) * 0x2C1B3C6D;
        }

        return (bits / (float)uint.MaxValue - 0.5f) * MathF.Sqrt(12);
    }
}
