BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
}

Describe 'Get-RefaceModel' {
    It 'lists what ships, by name, wildcard and pipeline' {
        (Get-RefaceModel).Name | Should -Contain 'pix2pix'
        (Get-RefaceModel -Name pix*).Name | Should -Contain 'pix2pix'
        ('pix2pix' | Get-RefaceModel).Licence | Should -Be 'CC BY-SA 3.0'
    }

    It 'lists models at a path' {
        $path = (Get-RefaceModel pix2pix).Path
        (Get-RefaceModel -Path (Split-Path $path)).Name | Should -Contain 'pix2pix'
        (Get-RefaceModel -LiteralPath $path).Name | Should -Be 'pix2pix'
    }

    It 'shows a list with units' {
        Get-RefaceModel pix2pix | Format-List | Out-String | Should -Match 'Voxel \(mm\)'
    }

    It 'says <Id>' -ForEach @(
        @{ Id = 'ModelNotFound'; Splat = @{ Name = 'none' } }
        @{ Id = 'FolderNotFound'; Splat = @{ Path = 'nowhere' } }
    ) {
        Get-RefaceModel @Splat -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be "$Id,RefacePS.Commands.GetRefaceModelCommand"
    }

    It 'says ModelInvalid of a damaged card' {
        $null = New-Item ([System.IO.Path]::Combine($TestDrive, 'broken', 'card.json')) -Value '{}' -Force
        Get-RefaceModel -Path $TestDrive -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'ModelInvalid,RefacePS.Commands.GetRefaceModelCommand'
    }
}
