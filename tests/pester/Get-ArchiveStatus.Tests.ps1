BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    $script:archive = Join-Path $TestDrive 'archive'
    $script:shareable = Join-Path $TestDrive 'shareable'
    $null = Write-Scan (Join-Path $script:archive 'small.nii')
    $null = Protect-Archive $script:archive $script:shareable -ErrorAction SilentlyContinue
}

Describe 'Get-ArchiveStatus' {
    It 'tells why a scan failed' {
        $scan = Get-ArchiveStatus $script:shareable
        $scan.Path | Should -Be 'small.nii'
        $scan.Status | Should -Be 'Failed'
        $scan.ErrorId | Should -Be 'HeadNotFound'
    }

    It 'gives those of a status only' {
        Get-ArchiveStatus $script:shareable -Status Done, Doubtful | Should -BeNullOrEmpty
    }

    It 'says where there is no ledger' {
        Get-ArchiveStatus $script:archive -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'LedgerNotFound,RefacePS.Commands.GetArchiveStatusCommand'
    }
}
