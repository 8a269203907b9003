BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    foreach ($subject in 'sub-1', 'sub-2') {
        Copy-Item (Get-SampleHead) (Join-Path $TestDrive "${subject}_T1w.nii.gz")
    }

    $script:heads = Join-Path $TestDrive 'sub-*_T1w.nii.gz'
    $script:report = Join-Path $TestDrive 'risk.html'
    Import-Volume (Join-Path $TestDrive 'sub-1_T1w.nii.gz') | Invoke-Deface |
        Export-Volume -Destination (Join-Path $TestDrive 'defaced')
    $script:defaced = [System.IO.Path]::Combine($TestDrive, 'defaced', '*.nii.gz')
}

Describe 'Measure-ReidentificationRisk' {
    It 'gives a row a distance, knows the kind by the sidecar, and writes no report under -WhatIf' {
        $rows = Import-Volume $script:defaced |
            Measure-ReidentificationRisk -GalleryPath $script:heads -NoControl `
                -ReportPath $script:report -WhatIf -WarningAction Ignore
        $rows | Should -HaveCount 7
        $rows.Variant | Should -Be (@('Defaced') * 7)
        # Both people of the gallery have the one face, and so share their ranks.
        $rows.MeanRank | Should -Be (@(1.5) * 7)
        Test-Path $script:report | Should -BeFalse
    }

    It 'writes a report, and gives all in one object' {
        $originals = Import-Volume $script:heads
        $summary = $originals[0] |
            Measure-ReidentificationRisk -Gallery $originals -NoControl -Variant Again -Summary `
                -ReportPath $script:report -WarningAction Ignore
        $summary.Probes.Subject | Should -Be '1'
        $summary.AverageFaceTests.Variant | Should -Contain 'Again'
        Get-Content $script:report -Raw | Should -Match 'no commercial face recogniser'
    }

    It 'says which faces cannot take part: <Id>' -ForEach @(
        @{ Id = 'DuplicateSubject'; Splat = @{ NoControl = $true } }
        @{ Id = 'SubjectUnknown'; Splat = @{ NoControl = $true; SubjectPattern = '^IXI\d+' } }
    ) {
        $original = Import-Volume (Join-Path $TestDrive 'sub-1_T1w.nii.gz')
        { $original, $original |
            Measure-ReidentificationRisk @Splat -ErrorVariable script:problems -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'GalleryTooSmall,RefacePS.Commands.MeasureReidentificationRiskCommand'
        $script:problems.FullyQualifiedErrorId |
            Should -Contain "$Id,RefacePS.Commands.MeasureReidentificationRiskCommand"
    }

    It 'leaves out a face that is not in view' {
        $cut = Join-Path $TestDrive 'sub-3_T1w.nii.gz'
        Copy-Image (Get-SampleHead) $cut -Kept 0.72
        { Import-Volume $cut |
            Measure-ReidentificationRisk -NoControl -ErrorVariable script:problems -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'GalleryTooSmall,RefacePS.Commands.MeasureReidentificationRiskCommand'
        $script:problems[0].FullyQualifiedErrorId |
            Should -Be 'FaceOutOfView,RefacePS.Commands.MeasureReidentificationRiskCommand'
        $script:problems[0].TargetObject.Path | Should -Be $cut
        Remove-Item $cut
    }

    It 'leaves out what is no head' {
        $small = Import-Volume (Write-Scan (Join-Path $TestDrive 'small.nii'))
        { $small |
            Measure-ReidentificationRisk -NoControl -ErrorVariable script:problems -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'GalleryTooSmall,RefacePS.Commands.MeasureReidentificationRiskCommand'
        $script:problems[0].FullyQualifiedErrorId |
            Should -Be 'HeadNotFound,RefacePS.Commands.MeasureReidentificationRiskCommand'
    }

    It 'leaves out a face whose owner is not in the gallery' {
        Copy-Item (Get-SampleHead) (Join-Path $TestDrive 'stranger.nii.gz')
        $stranger = Import-Volume (Join-Path $TestDrive 'stranger.nii.gz')
        $summary = Import-Volume (Join-Path $TestDrive 'sub-1_T1w.nii.gz') | ForEach-Object { $_, $stranger } |
            Measure-ReidentificationRisk -GalleryPath $script:heads -NoControl -Variant Copy -Summary `
                -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction Ignore
        $summary.Probes | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId |
            Should -Be 'OwnerNotInGallery,RefacePS.Commands.MeasureReidentificationRiskCommand'
        $problems[0].TargetObject.Path | Should -Be $stranger.Path
    }

    It 'ends where <Id>' -ForEach @(
        @{ Id = 'UnknownDevice'; Splat = @{ Device = 'Abacus' } }
        @{ Id = 'CudaUnavailable'; Splat = @{ Device = 'Cuda:99' } }
        @{ Id = 'HeadAtlasInvalid'; Splat = @{ Atlas = 'nowhere' } }
        @{ Id = 'DestinationExists'; Splat = @{ ReportPath = Get-Item $PSCommandPath } }
        @{ Id = 'PathNotOnFileSystem'; Splat = @{ ReportPath = 'variable:report' } }
    ) {
        { Import-Volume $script:heads | Measure-ReidentificationRisk @Splat } |
            Should -Throw -ErrorId "$Id,RefacePS.Commands.MeasureReidentificationRiskCommand"
    }

    It 'ends where there is no probe' {
        { Import-Volume $script:heads | Measure-ReidentificationRisk -NoControl } |
            Should -Throw -ErrorId 'NoProbes,RefacePS.Commands.MeasureReidentificationRiskCommand'
    }

    It 'ends where there are not two people' {
        { Import-Volume $script:defaced | Measure-ReidentificationRisk -NoControl } |
            Should -Throw -ErrorId 'GalleryTooSmall,RefacePS.Commands.MeasureReidentificationRiskCommand'
    }
}
