namespace RefacePS;

/// <summary>The region that defacing removes.</summary>
public enum DefaceRegion
{
    /// <summary>Eyes, nose, mouth, cheeks and chin.</summary>
    Face,

    /// <summary>The face and both ears.</summary>
    FaceAndEars,
}
