<#
.SYNOPSIS
Gives the parameters of New-RefaceModel that the models that ship have in common.
.DESCRIPTION
They learn from the whole heads in the folder train of a cohort: 94 adults of the IXI dataset, and 6 held out, the same
for all. train.ps1 of each model adds its own to them.
.PARAMETER Cohort
The folder of the cohort.
.PARAMETER WorkFolder
The folder that a training works in. It will hold real faces: never share it.
.PARAMETER Destination
The folder that the model goes to.
.EXAMPLE
$shared = & ./ixi.ps1 -Cohort ~/ixi -WorkFolder ~/training -Destination ~/my-model
#>
param(
    [Parameter(Mandatory)] [string] $Cohort,
    [Parameter(Mandatory)] [string] $WorkFolder,
    [Parameter(Mandatory)] [string] $Destination
)

@{
    Path              = "$Cohort/train/*.nii.gz"
    Destination       = $Destination
    WorkFolder        = $WorkFolder
    Version           = '0.1.0'
    SubjectPattern    = '^[^_]+'
    ValidationSubject = 'IXI633-HH-2689', 'IXI634-HH-2690', 'IXI636-HH-2733', 'IXI637-HH-2785', 'IXI646-HH-2653',
        'IXI661-HH-2788'
    Licence           = 'CC BY-SA 3.0'
    KnownFailure      = 'Trained on adults of one 3 T scanner with T1-weighted contrast alone.'
    Resume            = $true
    Force             = $true
}
