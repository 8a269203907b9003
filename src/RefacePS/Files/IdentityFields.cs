using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace RefacePS.Files;

/// <summary>
/// Sidecar fields that may name a person, a place, a device or a moment. The names are DICOM keywords as converters
/// write them; the choice follows the attributes that the Basic Application Level Confidentiality Profile removes or
/// replaces (DICOM PS3.15, Table E.1-1). Kept, as its Retain Patient Characteristics option does, because the science
/// needs them and they single nobody out: sex, age, weight and size. Kept too: descriptions of series and protocol.
/// </summary>
internal static class IdentityFields
{
    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
        [
            // The person.
            "AdditionalPatientHistory", "EthnicGroup", "IssuerOfPatientID", "MedicalRecordLocator", "MilitaryRank",
            "Occupation",
            "OtherPatientIDs", "OtherPatientNames", "PatientAddress", "PatientBirthDate", "PatientBirthName",
            "PatientBirthTime",
            "PatientComments", "PatientID", "PatientInsurancePlanCodeSequence", "PatientMotherBirthName", "PatientName",
            "PatientReligiousPreference", "PatientTelephoneNumbers", "RegionOfResidence", "ResponsiblePerson",
            "SmokingStatus",

            // Those who examined the person.
            "NameOfPhysiciansReadingStudy", "OperatorsName", "PerformingPhysicianName", "PhysiciansOfRecord",
            "ReferringPhysicianName",
            "RequestingPhysician", "RequestingService", "ScheduledPerformingPhysicianName",

            // Where, and on which device.
            "DetectorID", "DeviceSerialNumber", "DeviceUID", "GantryID", "InstitutionAddress", "InstitutionName",
            "InstitutionalDepartmentName", "PerformedLocation", "PerformedStationName", "ScheduledStationName",
            "StationName",

            // When. Names that end in DateTime or Date go by that ending.
            "AcquisitionTime", "ContentTime", "InstanceCreationTime", "PerformedProcedureStepStartTime", "SeriesTime",
            "StudyTime",

            // Numbers that lead back to the archive. Names that end in UID go by that ending.
            "AccessionNumber", "AdmissionID", "FillerOrderNumberImagingServiceRequest", "PerformedProcedureStepID",
            "PlacerOrderNumberImagingServiceRequest", "RequestedProcedureID", "ScheduledProcedureStepID", "StudyID",

            // Free text of operators.
            "CommentsOnThePerformedProcedureStep", "ImageComments", "RequestedProcedureComments", "StudyComments",
            "VisitComments",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Endings = ["UID", "Date", "DateTime"];

    /// <summary>Takes them out, at any depth: converters nest DICOM fields in objects of their own.</summary>
    public static void Remove(JsonNode? node)
    {
        if (node is JsonObject fields)
        {
            foreach (var name in fields.Select(field => field.Key).Where(IsIdentity).ToList())
            {
                fields.Remove(name);
            }
        }

        foreach (var child in Children(node))
        {
            Remove(child);
        }
    }

    private static bool IsIdentity(string name) =>
        Names.Contains(name) || Array.Exists(Endings, ending => name.EndsWith(ending, StringComparison.Ordinal));

    private static IEnumerable<JsonNode?> Children(JsonNode? node) => node switch
    {
        JsonObject fields => fields.Select(field => field.Value),
        JsonArray items => items,
        _ => [],
    };
}
