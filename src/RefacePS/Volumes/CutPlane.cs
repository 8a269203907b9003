using System.Numerics;

namespace RefacePS.Volumes;

/// <summary>A plane at which a field of view ends.</summary>
/// <param name="Outward">Its unit normal, in world of the scan, to where nothing is any more.</param>
/// <param name="Offset">Its distance (mm) from the origin along that.</param>
/// <param name="Area">What lies at it, cm2.</param>
/// <param name="Air">Share of what lies a centimetre under it that is dark, 0 to 1.</param>
internal readonly record struct CutPlane(Vector3 Outward, float Offset, double Area, double Air);
