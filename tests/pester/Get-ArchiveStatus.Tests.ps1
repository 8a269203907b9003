BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    $script:archive = Join-Path $TestDrive 'archive'
    $script:shareable = Join-Path $TestDrive 'shareable'
    $null = Write-Scan (Join-Path $script:archive 'sub-01_T1w.nii')
    $null = Protect-Archive $script:archive $script:shareable -ErrorAction SilentlyContinue
}

Describe 'Get-ArchiveStatus' {
    It 'shows its columns and reasons in 80 characters, and gives reasons as a text' {
        $scan = [RefacePS.ArchiveScan]@{ Path = 'study/' * 20; Status = 'Doubtful'; Reasons = [string[]]('One', 'Two') }
        $table = $scan | Out-String -Width 80
        $table | Should -Match 'Role +Status +Quality +Time \(s\) +Path, and reasons'
        $table | Should -Match '(?s)study/.*One.*Two'
        ($scan | ConvertTo-Csv | ConvertFrom-Csv).Reasons | Should -Be 'One; Two'
    }

    It 'tells why a scan failed' {
        $scan = Get-ArchiveStatus $script:shareable
        $scan.Path | Should -Be 'sub-01_T1w.nii'
        $scan.Status | Should -Be 'Failed'
        $scan.ErrorId | Should -Be 'HeadNotFound'
    }

    It 'gives those of a status only' {
        Get-ArchiveStatus $script:shareable -Status Done, Doubtful | Should -BeNullOrEmpty
    }

    It 'says of a damaged ledger that it is' {
        $damaged = Join-Path $TestDrive 'damaged'
        $null = New-Item ([System.IO.Path]::Combine($damaged, '.refaceps', 'ledger.sqlite')) -Value ('x' * 5000) -Force
        Get-ArchiveStatus $damaged -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'LedgerUnusable,RefacePS.Commands.GetArchiveStatusCommand'
    }

    It 'tells the labels that were withheld for want of a head' {
        $source = Join-Path $TestDrive 'labels'
        $null = Write-Scan ([System.IO.Path]::Combine($source, 'sub-1', 'anat', 'sub-1_dseg.nii'))
        $null = Protect-Archive $source (Join-Path $TestDrive 'none') -Method Deface -WarningAction Ignore
        (Get-ArchiveStatus (Join-Path $TestDrive 'none') -Status Withheld).ErrorId | Should -Be 'NoHeadInSession'
    }

    It 'says where there is no ledger' {
        Get-ArchiveStatus $script:archive -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'LedgerNotFound,RefacePS.Commands.GetArchiveStatusCommand'
    }
}
