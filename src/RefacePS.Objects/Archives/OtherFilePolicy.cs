namespace RefacePS;

/// <summary>The treatment of files that are no images.</summary>
public enum OtherFilePolicy
{
    /// <summary>Those that are known to be harmless are copied, and the others withheld.</summary>
    Copy,

    /// <summary>They are left out.</summary>
    Skip,

    /// <summary>They are copied, whatever they hold.</summary>
    All,
}
