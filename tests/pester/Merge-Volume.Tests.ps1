BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    $script:base = Import-Volume (Write-Scan (Join-Path $TestDrive 'base.nii') -Value 1)
    $script:overlay = Import-Volume (Write-Scan (Join-Path $TestDrive 'overlay.nii') -Value 2)
    $script:mask = Import-Volume (Write-Scan (Join-Path $TestDrive 'mask.nii') -Value 1)
}

Describe 'Merge-Volume' {
    It 'puts the overlay where the mask is' {
        $merged = Merge-Volume -Base $script:base -Overlay $script:overlay -Mask $script:mask
        $file = ($merged | Export-Volume -Destination (Join-Path $TestDrive 'merged.nii'))[0]
        [System.IO.File]::ReadAllBytes($file.FullName)[352..355] | Should -Be 2, 2, 2, 2
    }

    It 'finishes raw output of the pipeline' {
        $raw = Import-Volume (Get-SampleHead) | Invoke-Deface | Invoke-Reface -Raw
        ($raw | Merge-Volume).Kind | Should -Be 'Refaced'
        (Merge-Volume -Volume $raw).Kind | Should -Be 'Refaced'
    }

    It 'says what does not fit' {
        $script:base | Merge-Volume -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'MergeMismatch,RefacePS.Commands.MergeVolumeCommand'
        Merge-Volume -Base $script:base -Overlay $script:overlay -ErrorVariable problems -ErrorAction SilentlyContinue |
            Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'MergeMismatch,RefacePS.Commands.MergeVolumeCommand'
    }
}
