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

    It 'reads in a session of <Reader> what Export-Csv wrote in one of <Writer>' -Skip:$IsWindows -ForEach @(
        @{ Writer = 'de_DE'; Reader = 'de_DE' }
        @{ Writer = 'de_DE'; Reader = 'en_US' }
        @{ Writer = 'en_US'; Reader = 'de_DE' }
    ) {
        # Sessions of their own, since a session has its culture from the start.
        $file = Join-Path $TestDrive "$Writer.csv"
        Invoke-Session -Culture $Writer {
            $rows = foreach ($subject in 1..12) {
                foreach ($variant in 'Original', 'Defaced') {
                    [pscustomobject]@{ Subject = $subject; Variant = $variant
                        GreyMatter = 600.25 + $subject + ($variant -eq 'Defaced' ? $subject / 8 : 0)
                        Ventricles = $subject -in 3, 4 -and $variant -eq 'Defaced' ? '#N/A' : 20.125 + $subject / 4 }
                }
            }
            $rows | Export-Csv $args[0]
        } $file | Should -BeNullOrEmpty
        (Get-Content $file)[1] | Should -Match ($Writer -eq 'de_DE' ? '"601,25"' : '"601.25"')

        $result = Invoke-Session -Culture $Reader {
            Import-Csv $args[0] |
                Compare-Cohort -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction Ignore |
                ForEach-Object { "$($_.Region) $($_.N) $($_.ReferenceMedian.ToString('0.###', [cultureinfo]''))" }
            $problems | ForEach-Object { $_.FullyQualifiedErrorId -replace ',.*' }
        } $file

        # Three decimals could be thousands; the other columns tell.
        $result | Should -Be 'GreyMatter 12 606.75', 'Ventricles 10 22', 'NotANumber', 'NotANumber'
    }

    It 'writes no report under -WhatIf' {
        $report = Join-Path $TestDrive 'report.html'
        $script:rows | Compare-Cohort -ReportPath $report -WhatIf | Should -HaveCount 1
        Test-Path $report | Should -BeFalse
    }

    It 'says what cannot take part, and goes on' {
        $more = $script:rows + $script:rows[1] + [pscustomobject]@{ Subject = ''; Variant = 'Original';
            GreyMatter = 600 }
        $more[5] = [pscustomobject]@{ Subject = 3; Variant = 'Defaced'; GreyMatter = 603000 }
        ($more | Compare-Cohort -ErrorVariable problems -ErrorAction SilentlyContinue).N | Should -Be 11
        $problems.FullyQualifiedErrorId -replace ',.*' | Sort-Object |
            Should -Be 'DuplicateMeasurement', 'MeasurementIncomplete', 'MixedUnits'
    }

    It 'ends where <Id>, for want of pairs or for too many' -ForEach @(
        @{ Id = 'NoPairs'; Make = { $script:rows | Where-Object Variant -EQ 'Original' }; Splat = @{} }
        @{ Id = 'TooFewPairs'; Make = { $script:rows[0..1] }; Splat = @{} }
        @{ Id = 'TooManyPairsForExact'; Splat = @{ Method = 'Exact' }; Make = {
                foreach ($subject in 1..501) {
                    [pscustomobject]@{ Subject = $subject; Variant = 'Original'; Grey = $subject }
                    [pscustomobject]@{ Subject = $subject; Variant = 'Defaced'; Grey = $subject + 1 / $subject }
                }
            }
        }
    ) {
        $some = & $Make
        { $some | Compare-Cohort @Splat } | Should -Throw -ErrorId "$Id,RefacePS.Commands.CompareCohortCommand"
    }

    It 'says what is no number, in whose cell' {
        $table = $script:rows | Select-Object *, @{ Name = 'WhiteMatter'; Expression = { 500 + $_.Subject } }
        $table[3].GreyMatter = '600 mL'
        ($table | Compare-Cohort -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction Ignore).N |
            Should -Be 11, 12
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'NotANumber,RefacePS.Commands.CompareCohortCommand'
        $problems[0].TargetObject.Subject | Should -Be '2'
        $problems[0].TargetObject.Region | Should -Be 'GreyMatter'
    }

    It 'gives the rows where the report cannot be written' {
        Set-Content (Join-Path $TestDrive 'file') 'mine'
        $report = [System.IO.Path]::Combine($TestDrive, 'file', 'report.html')
        $script:rows | Compare-Cohort -ReportPath $report -ErrorVariable problems -ErrorAction SilentlyContinue |
            Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'DestinationNotWritable,RefacePS.Commands.CompareCohortCommand'
    }

    It 'replaces no report without -Force' {
        $report = Join-Path $TestDrive 'mine.html'
        Set-Content $report 'mine'
        { $script:rows | Compare-Cohort -ReportPath $report } |
            Should -Throw -ErrorId 'DestinationExists,RefacePS.Commands.CompareCohortCommand'
        Get-Content $report | Should -Be 'mine'
    }

    It 'ends where <Id>' -ForEach @(
        @{ Id = 'ModelNotFound'; Splat = @{ Model = 'none' } }
        @{ Id = 'PathNotOnFileSystem'; Splat = @{ ReportPath = 'variable:report' } }
        @{ Id = 'PropertyNotFound'; Splat = @{ SubjectProperty = 'none' } }
        @{ Id = 'ReferenceVariantNotFound'; Splat = @{ ReferenceVariant = 'none' } }
        @{ Id = 'RegionNotFound'; Splat = @{ Region = 'none' } }
    ) {
        { $script:rows | Compare-Cohort @Splat } | Should -Throw -ErrorId "$Id,RefacePS.Commands.CompareCohortCommand"
    }
}
