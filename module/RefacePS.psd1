@{
    RootModule           = 'RefacePS.psm1'
    ModuleVersion        = '{version}'
    GUID                 = '6f0f4f57-6d0c-4f0b-9d83-4f2a2f6f6c1e'
    Author               = 'RefacePS'
    CompanyName          = 'RefacePS'
    Copyright            = '(c) 2026 The RefacePS authors. Under the MIT licence; models and atlases under CC BY-SA 3.0.'
    Description          = 'Removes the face from head MRI and grows an artificial one in its place, without touching the brain.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    RequiredAssemblies   = @('RefacePS.Objects.dll')
    FormatsToProcess     = @('RefacePS.format.ps1xml')
    CmdletsToExport      = @(
        'Compare-Cohort'
        'Export-Volume'
        'Export-VolumeImage'
        'Get-ArchiveStatus'
        'Get-RefaceModel'
        'Import-Volume'
        'Invoke-Deface'
        'Invoke-Reface'
        'Measure-BrainVolume'
        'Measure-ReidentificationRisk'
        'Merge-Volume'
        'New-BrainAtlas'
        'New-HeadAtlas'
        'New-RefaceModel'
        'Protect-Archive'
        'Test-Deidentification'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            LicenseUri = 'https://opensource.org/license/mit'
            Tags = @('MRI', 'NIfTI', 'BIDS', 'neuroimaging', 'deidentification', 'defacing', 'refacing')
        }
    }
}
