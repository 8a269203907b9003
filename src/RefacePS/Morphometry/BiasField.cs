namespace RefacePS.Morphometry;

/// <summary>A smooth field that multiplies intensities: the exponential of a polynomial of the third degree.</summary>
internal static class BiasField
{
    /// <summary>Monomials from degree 1 on. There is no constant: it is part of the tissues' means.</summary>
    public const int Terms = 19;

    /// <summary>The farthest that a field goes from 1, as a logarithm: a polynomial knows no bounds beyond the voxels
    /// that it was learnt from.</summary>
    private const double Farthest = 2;

    /// <summary>Fills in the monomials at a position.</summary>
    public static void Basis(double x, double y, double z, Span<double> basis)
    {
        (basis[0], basis[1], basis[2]) = (x, y, z);
        (basis[3], basis[4], basis[5]) = (x * x, y * y, z * z);
        (basis[6], basis[7], basis[8]) = (x * y, y * z, x * z);
        (basis[9], basis[10], basis[11]) = (x * x * x, y * y * y, z * z * z);
        (basis[12], basis[13], basis[14]) = (x * x * y, x * x * z, y * y * x);
        (basis[15], basis[16], basis[17]) = (y * y * z, z * z * x, z * z * y);
        basis[18] = x * y * z;
    }

    /// <summary>The factor at a position.</summary>
    public static double At(ReadOnlySpan<double> basis, ReadOnlySpan<double> coefficients)
    {
        var logarithm = 0.0;
        for (var i = 0; i < basis.Length; i++)
        {
            logarithm += basis[i] * coefficients[i];
        }

        return Math.Exp(Math.Clamp(logarithm, -Farthest, Farthest));
    }
}
