<#
.SYNOPSIS
Makes the brain atlas that ships.
.DESCRIPTION
From a cohort of labelled heads: scans in the folder train, label maps of the same names in the folder labels.
structures.tsv says which labels of those maps are which structure. The atlas here is of adults of the IXI dataset;
LICENSE.md says whom to name.
.PARAMETER Cohort
The folder of the cohort.
.PARAMETER Every
Take every this-many-th scan, in the order of their names. A scan takes some 15 s of one core.
.PARAMETER Destination
Where the atlas goes; here by default.
.EXAMPLE
./build.ps1 -Cohort ~/ixi -Destination ~/my-atlas
#>
param(
    [Parameter(Mandatory)] [string] $Cohort,
    [ValidateRange(1, 1000)] [int] $Every = 1,
    [string] $Destination = $PSScriptRoot
)

$scans = [System.IO.Directory]::GetFiles("$Cohort/train", '*.nii.gz')
[array]::Sort($scans, [System.StringComparer]::Ordinal)
$chosen = for ($i = 0; $i -lt $scans.Count; $i += $Every) { $scans[$i] }

$atlas = @{
    LiteralPath    = $chosen
    LabelPath      = "$Cohort/labels"
    StructureTable = "$PSScriptRoot/structures.tsv"
    Destination    = $Destination
    Name           = 'brain-atlas'
    Version        = '1.2.0'
    SubjectPattern = '^[^_]+'
    Licence        = 'CC BY-SA 3.0'
    Attribution    = -join @(
        'Computed from T1-weighted scans of the IXI dataset (Hammersmith Hospital; ',
        'brain-development.org/ixi-dataset), CC BY-SA 3.0, in the 2 mm copies of CBICA/NiChart_Project with its ',
        'DLMUSE label maps. Changed: brains aligned, averaged and mirrored, and used to train a network; no scan of a ',
        'person is part of it.')
    Force          = $true
}
New-BrainAtlas @atlas
