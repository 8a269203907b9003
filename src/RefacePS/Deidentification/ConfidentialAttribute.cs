namespace RefacePS.Deidentification;

/// <summary>An attribute that the confidentiality profile names: a row of DICOM PS3.15, Table E.1-1.</summary>
/// <param name="Tag">Group and element, such as <c>0010,0010</c>, with <c>x</c> where any digit stands.</param>
/// <param name="Keyword">The keyword of PS3.6, such as <c>PatientName</c>; empty for private attributes.</param>
/// <param name="BasicAction">What the profile does with it where no option says otherwise.</param>
/// <param name="Options">What single options do with it instead.</param>
internal sealed record ConfidentialAttribute(
    string Tag, string Keyword, ProfileAction BasicAction, IReadOnlyDictionary<ProfileOptions, ProfileAction> Options)
{
    /// <summary>
    /// The action on it under some options: kept where one of them keeps it, else cleaned where one of them cleans it,
    /// else what the profile does.
    /// </summary>
    public ProfileAction Action(ProfileOptions options)
    {
        var action = BasicAction;
        foreach (var (option, instead) in Options)
        {
            if (options.HasFlag(option) && action != ProfileAction.Keep)
            {
                action = instead;
            }
        }

        return action;
    }
}
