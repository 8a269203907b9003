BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    $script:rows = foreach ($subject in 1..12) {
        foreach ($variant in 'Original', 'Defaced') {
            [pscustomobject]@{
                Subject    = $subject
                Variant    = $variant
                GreyMatter = 600 + $subject + ($variant -eq 'Defaced' ? $subject / 10 : 0)
            }
        }
    }
}

Describe 'Compare-Cohort' {
    It 'compares by pipeline and by parameter' {
        ($script:rows | Compare-Cohort).Region | Should -Be 'GreyMatter'
        (Compare-Cohort -Measurement $script:rows).N | Should -Be 12
    }

    It 'reads tables from files' {
        $script:rows | Export-Csv (Join-Path $TestDrive 'rows.csv')
        (Import-Csv (Join-Path $TestDrive 'rows.csv') | Compare-Cohort).Variant | Should -Be 'Defaced'
    }

    It 'writes no report under -WhatIf' {
        $report = Join-Path $TestDrive 'report.html'
        $script:rows | Compare-Cohort -ReportPath $report -WhatIf | Should -HaveCount 1
        Test-Path $report | Should -BeFalse
    }

    It 'ends where <Id>' -ForEach @(
        @{ Id = 'PropertyNotFound'; Splat = @{ SubjectProperty = 'none' } }
        @{ Id = 'ReferenceVariantNotFound'; Splat = @{ ReferenceVariant = 'none' } }
        @{ Id = 'RegionNotFound'; Splat = @{ Region = 'none' } }
    ) {
        { $script:rows | Compare-Cohort @Splat } | Should -Throw -ErrorId "$Id,RefacePS.Commands.CompareCohortCommand"
    }
}
