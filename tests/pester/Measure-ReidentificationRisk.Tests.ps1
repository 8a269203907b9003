BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    foreach ($subject in 'sub-1', 'sub-2') {
        Copy-Item (Get-SampleHead) (Join-Path $TestDrive "${subject}_T1w.nii.gz")
    }

    $script:heads = Join-Path $TestDrive 'sub-*_T1w.nii.gz'
    $script:report = Join-Path $TestDrive 'risk.html'
    Import-Volume (Join-Path $TestDrive 'sub-1_T1w.nii.gz') | Invoke-Deface | Export-Volume -Destination (Join-Path $TestDrive 'defaced')
    $script:defaced = [System.IO.Path]::Combine($TestDrive, 'defaced', '*.nii.gz')
}

Describe 'Measure-ReidentificationRisk' {
    It 'gives a row a distance, knows the kind by the sidecar, and writes no report under -WhatIf' {
        $rows = Import-Volume $script:defaced |
            Measure-ReidentificationRisk -GalleryPath $script:heads -NoControl -ReportPath $script:report -WhatIf -WarningAction Ignore
        $rows | Should -HaveCount 6
        $rows.Variant | Should -Be (@('Defaced') * 6)
        # Both people of the gallery have the one face, and so share their ranks.
        $rows.MeanRank | Should -Be (@(1.5) * 6)
        Test-Path $script:report | Should -BeFalse
    }

    It 'writes a report, and gives all in one object' {
        $originals = Import-Volume $script:heads
        $summary = $originals[0] | Measure-ReidentificationRisk -Gallery $originals -NoControl -Variant Again -Summary -ReportPath $script:report -WarningAction Ignore
        $summary.Probes.Subject | Should -Be '1'
        $summary.AverageFaceTests.Variant | Should -Contain 'Again'
        Get-Content $script:report -Raw | Should -Match 'no commercial face recogniser'
    }

    It 'says which faces cannot take part: <Id>' -ForEach @(
        @{ Id = 'DuplicateSubject'; Splat = @{ NoControl = $true } }
        @{ Id = 'SubjectUnknown'; Splat = @{ NoControl = $true; SubjectPattern = '^IXI\d+' } }
    ) {
        $original = Import-Volume (Join-Path $TestDrive 'sub-1_T1w.nii.gz')
        { $original, $original | Measure-ReidentificationRisk @Splat -ErrorVariable script:problems -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'GalleryTooSmall,RefacePS.Commands.MeasureReidentificationRiskCommand'
        $script:problems.FullyQualifiedErrorId | Should -Contain "$Id,RefacePS.Commands.MeasureReidentificationRiskCommand"
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
