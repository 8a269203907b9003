using System.Management.Automation;
using System.Reflection;

namespace RefacePS.Module.Tests.Support;

/// <summary>Copies of volumes in a state that takes long to reach by computing, made without the library's own
/// means.</summary>
internal static class VolumeCopies
{
    private static readonly MethodInfo Clone = typeof(object)
        .GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>A copy with another value of a property; enumerations by name.</summary>
    public static PSObject With(this PSObject volume, string property, object value)
    {
        var copy = Clone.Invoke(volume.BaseObject, null)!;
        Set(copy, property, value);
        return PSObject.AsPSObject(copy);
    }

    /// <summary>A copy whose every second voxel was removed.</summary>
    public static PSObject WithFaceMask(this PSObject volume)
    {
        var grid = volume.Properties["Grid"].Value;
        var count = (long)PSObject.AsPSObject(grid).Properties["VoxelCount"].Value;
        var voxels = new ReadOnlyMemory<byte>([.. Enumerable.Range(0, (int)count).Select(i => (byte)(i % 2))]);
        return volume.With("FaceMask", Activator.CreateInstance(TypeBeside(volume, "RefacePS.Mask"), grid, voxels)!);
    }

    /// <summary>A copy whose defacing is doubtful for a reason.</summary>
    public static PSObject WithDoubt(this PSObject volume, string reason)
    {
        var quality = Activator.CreateInstance(TypeBeside(volume, "RefacePS.DefaceQuality"))!;
        Set(quality, "Status", "Doubtful");
        Set(quality, "Reasons", new[] { reason });
        return volume.With("Quality", quality);
    }

    private static void Set(object target, string property, object value)
    {
        var member = target.GetType().GetProperty(property)!;
        member.SetValue(target, member.PropertyType.IsEnum ? Enum.Parse(member.PropertyType, (string)value) : value);
    }

    private static Type TypeBeside(PSObject volume, string name) => volume.BaseObject.GetType()
        .Assembly.GetType(name, throwOnError: true)!;
}
