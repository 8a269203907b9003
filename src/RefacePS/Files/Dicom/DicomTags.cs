namespace RefacePS.Files.Dicom;

/// <summary>The attributes that are read or written here, by their keywords (DICOM PS3.6): no more of the dictionary is
/// needed.</summary>
internal static class DicomTags
{
    public const uint MediaStorageSopClassUid = 0x00020002;
    public const uint MediaStorageSopInstanceUid = 0x00020003;
    public const uint TransferSyntaxUid = 0x00020010;
    public const uint ImplementationClassUid = 0x00020012;
    public const uint SpecificCharacterSet = 0x00080005;
    public const uint ImageType = 0x00080008;
    public const uint SopClassUid = 0x00080016;
    public const uint SopInstanceUid = 0x00080018;
    public const uint StudyDate = 0x00080020;
    public const uint SeriesDate = 0x00080021;
    public const uint AcquisitionDate = 0x00080022;
    public const uint AcquisitionDateTime = 0x0008002A;
    public const uint AcquisitionTime = 0x00080032;
    public const uint AccessionNumber = 0x00080050;
    public const uint Modality = 0x00080060;
    public const uint Manufacturer = 0x00080070;
    public const uint InstitutionName = 0x00080080;
    public const uint ReferringPhysicianName = 0x00080090;
    public const uint CodeValue = 0x00080100;
    public const uint CodingSchemeDesignator = 0x00080102;
    public const uint CodeMeaning = 0x00080104;
    public const uint StationName = 0x00081010;
    public const uint SeriesDescription = 0x0008103E;
    public const uint PerformingPhysicianName = 0x00081050;
    public const uint OperatorsName = 0x00081070;
    public const uint ManufacturerModelName = 0x00081090;
    public const uint ReferencedSopInstanceUid = 0x00081155;
    public const uint FrameType = 0x00089007;
    public const uint VolumeBasedCalculationTechnique = 0x00089207;
    public const uint ComplexImageComponent = 0x00089208;
    public const uint PatientName = 0x00100010;
    public const uint PatientId = 0x00100020;
    public const uint PatientBirthDate = 0x00100030;
    public const uint PatientSex = 0x00100040;
    public const uint OtherPatientIds = 0x00101000;
    public const uint OtherPatientNames = 0x00101001;
    public const uint PatientBirthName = 0x00101005;
    public const uint PatientWeight = 0x00101030;
    public const uint PatientMotherBirthName = 0x00101060;
    public const uint MedicalRecordLocator = 0x00101090;
    public const uint ResponsiblePerson = 0x00102297;
    public const uint AdmissionId = 0x00380010;
    public const uint PatientIdentityRemoved = 0x00120062;
    public const uint DeidentificationMethod = 0x00120063;
    public const uint DeidentificationMethodCodeSequence = 0x00120064;
    public const uint BurnedInAnnotation = 0x00280301;
    public const uint LongitudinalTemporalInformationModified = 0x00280303;
    public const uint BodyPartExamined = 0x00180015;
    public const uint ScanningSequence = 0x00180020;
    public const uint SequenceVariant = 0x00180021;
    public const uint ScanOptions = 0x00180022;
    public const uint MRAcquisitionType = 0x00180023;
    public const uint SequenceName = 0x00180024;
    public const uint SliceThickness = 0x00180050;
    public const uint Kvp = 0x00180060;
    public const uint RepetitionTime = 0x00180080;
    public const uint EchoTime = 0x00180081;
    public const uint InversionTime = 0x00180082;
    public const uint ImagingFrequency = 0x00180084;
    public const uint EchoNumbers = 0x00180086;
    public const uint MagneticFieldStrength = 0x00180087;
    public const uint SpacingBetweenSlices = 0x00180088;
    public const uint NumberOfPhaseEncodingSteps = 0x00180089;
    public const uint EchoTrainLength = 0x00180091;
    public const uint PercentSampling = 0x00180093;
    public const uint PercentPhaseFieldOfView = 0x00180094;
    public const uint PixelBandwidth = 0x00180095;
    public const uint DeviceSerialNumber = 0x00181000;
    public const uint SoftwareVersions = 0x00181020;
    public const uint ProtocolName = 0x00181030;
    public const uint TriggerTime = 0x00181060;
    public const uint ExposureTime = 0x00181150;
    public const uint XRayTubeCurrent = 0x00181151;
    public const uint ConvolutionKernel = 0x00181210;
    public const uint FrameReferenceTime = 0x00541300;
    public const uint ActualFrameDuration = 0x00181242;
    public const uint AcquisitionMatrix = 0x00181310;
    public const uint InPlanePhaseEncodingDirection = 0x00181312;
    public const uint FlipAngle = 0x00181314;
    public const uint Sar = 0x00181316;
    public const uint PatientPosition = 0x00185100;
    public const uint PulseSequenceName = 0x00189005;
    public const uint MRAcquisitionPhaseEncodingSteps = 0x00189231;
    public const uint ParallelReductionFactorInPlane = 0x00189069;
    public const uint AcquisitionDuration = 0x00189073;
    public const uint ParallelAcquisitionTechnique = 0x00189078;
    public const uint EffectiveEchoTime = 0x00189082;
    public const uint DiffusionBValue = 0x00189087;
    public const uint MREchoSequence = 0x00189114;
    public const uint MRTimingAndRelatedParametersSequence = 0x00189112;
    public const uint MRModifierSequence = 0x00189115;
    public const uint MRImageFrameTypeSequence = 0x00189226;
    public const uint CTImageFrameTypeSequence = 0x00189329;
    public const uint PETFrameTypeSequence = 0x00189751;
    public const uint InversionTimes = 0x00189079;
    public const uint MRImagingModifierSequence = 0x00189006;
    public const uint MRFieldOfViewSequence = 0x00189125;
    public const uint StudyInstanceUid = 0x0020000D;
    public const uint SeriesInstanceUid = 0x0020000E;
    public const uint SeriesNumber = 0x00200011;
    public const uint AcquisitionNumber = 0x00200012;
    public const uint InstanceNumber = 0x00200013;
    public const uint ImagePositionPatient = 0x00200032;
    public const uint ImageOrientationPatient = 0x00200037;
    public const uint FrameOfReferenceUid = 0x00200052;
    public const uint TemporalPositionIdentifier = 0x00200100;
    public const uint FrameContentSequence = 0x00209111;
    public const uint PlanePositionSequence = 0x00209113;
    public const uint PlaneOrientationSequence = 0x00209116;
    public const uint TemporalPositionIndex = 0x00209128;
    public const uint TemporalPositionTimeOffset = 0x0020930D;
    public const uint FrameAcquisitionNumber = 0x00209156;
    public const uint DimensionIndexValues = 0x00209157;
    public const uint SamplesPerPixel = 0x00280002;
    public const uint PhotometricInterpretation = 0x00280004;
    public const uint NumberOfFrames = 0x00280008;
    public const uint Rows = 0x00280010;
    public const uint Columns = 0x00280011;
    public const uint PixelSpacing = 0x00280030;
    public const uint BitsAllocated = 0x00280100;
    public const uint BitsStored = 0x00280101;
    public const uint HighBit = 0x00280102;
    public const uint PixelRepresentation = 0x00280103;
    public const uint SmallestImagePixelValue = 0x00280106;
    public const uint LargestImagePixelValue = 0x00280107;
    public const uint SmallestPixelValueInSeries = 0x00280108;
    public const uint LargestPixelValueInSeries = 0x00280109;
    public const uint RescaleIntercept = 0x00281052;
    public const uint RescaleSlope = 0x00281053;
    public const uint ModalityLutSequence = 0x00283000;
    public const uint PixelMeasuresSequence = 0x00289110;
    public const uint PixelValueTransformationSequence = 0x00289145;

    /// <summary>Private, of Philips: the delay of the prepulse in ms.</summary>
    public const uint PhilipsPrepulseDelay = 0x2001101B;

    /// <summary>Private, of Philips: stored value per unit of signal, comparable between series (Chenevert et al. 2014,
    /// PMC3998685).</summary>
    public const uint PhilipsScaleSlope = 0x2005100E;

    /// <summary>Private, of Philips: the classic elements of each frame of an enhanced file.</summary>
    public const uint PhilipsFrameSequence = 0x2005140F;

    public const uint AcquisitionContextSequence = 0x00400555;
    public const uint IconImageSequence = 0x00880200;
    public const uint SharedFunctionalGroupsSequence = 0x52009229;
    public const uint PerFrameFunctionalGroupsSequence = 0x52009230;
    public const uint ExtendedOffsetTable = 0x7FE00001;
    public const uint ExtendedOffsetTableLengths = 0x7FE00002;
    public const uint EncapsulatedPixelDataValueTotalLength = 0x7FE00003;
    public const uint FloatPixelData = 0x7FE00008;
    public const uint DoubleFloatPixelData = 0x7FE00009;
    public const uint PixelData = 0x7FE00010;

    /// <summary>True if an attribute says where compressed images lie in their value (PS3.3, C.7.6.3.1.8).</summary>
    public static bool IsOffsetTable(uint tag) => tag is ExtendedOffsetTable or ExtendedOffsetTableLengths
        or EncapsulatedPixelDataValueTotalLength;
}
