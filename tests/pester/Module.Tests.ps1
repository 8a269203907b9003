BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
    Install-ModuleUnderTest
    $script:scan = Write-Scan (Join-Path $TestDrive 'scan.nii')
}

Describe 'The module' {
    It 'is imported from the module path by its name' {
        (Get-Module RefacePS).ModuleBase | Should -BeLike "$(Get-ModulePathUnderTest)*"
        Test-ModuleManifest (Join-Path (Get-Module RefacePS).ModuleBase 'RefacePS.psd1') | Should -Not -BeNullOrEmpty
    }

    It 'exports cmdlets with approved verbs and nothing else' {
        $exported = (Get-Module RefacePS).ExportedCommands.Values
        $exported.CommandType | Select-Object -Unique | Should -Be 'Cmdlet'
        $approved = (Get-Verb).Verb
        $exported.Verb | ForEach-Object { $_ | Should -BeIn $approved }
    }

    It 'has help with examples for every cmdlet, and topics' {
        foreach ($command in Get-Command -Module RefacePS) {
            (Get-Help $command.Name -Full).examples.example.Count | Should -BeGreaterOrEqual 2 -Because $command.Name
        }

        Get-Help about_RefacePS | Should -Match 'about_RefacePS_Models'
    }

    It 'can be imported again, removed, and imported after that' {
        { Import-Module RefacePS -Force -Global } | Should -Not -Throw
        Remove-Module RefacePS
        Get-Module RefacePS | Should -BeNullOrEmpty
        Import-Module RefacePS -Global
        (Import-Volume $script:scan).Name | Should -Be 'scan.nii'
    }

    It 'lets every cmdlet be mocked' {
        foreach ($name in (Get-Command -Module RefacePS).Name) {
            Mock $name { 'mocked' }
        }

        $volume = New-MockObject -Type RefacePS.Volume
        $volume | Invoke-Deface -Region FaceAndEars | Should -Be 'mocked'
        $volume | Export-Volume -Destination out -Format Nifti | Should -Be 'mocked'
        $volume | Export-VolumeImage -Destination out -View Surface | Should -Be 'mocked'
        Protect-Archive a b -Method Deface -Retain Dates | Should -Be 'mocked'
        Should -Invoke Protect-Archive -ParameterFilter { $Method -eq 'Deface' -and $Destination -eq 'b' }
    }

    It 'loads no libtorch' {
        $script = '(Get-Process -Id $PID).Modules.ModuleName -match "torch"'
        pwsh -NoProfile -Command "Import-Module RefacePS; $script" | Should -BeNullOrEmpty
    }

    It 'does without libtorch all but compute, and says TorchUnavailable there' {
        $copy = Join-Path $TestDrive 'without'
        $base = (Get-Module RefacePS).ModuleBase
        foreach ($file in Get-ChildItem $base -File -Recurse) {
            $name = [System.IO.Path]::GetRelativePath($base, $file.FullName)
            if ($name -notmatch 'native.*(torch|c10)') {
                Copy-Item $file (New-Item (Join-Path $copy $name) -ItemType File -Force) -Force }
        }

        $script = {
            param($module, $scan, $folder)
            $ErrorActionPreference = 'Stop'
            Set-Location $folder
            Import-Module $module
            $volume = Import-Volume $scan
            $volume.Name
            $commands = { $volume | Invoke-Deface }, { $volume | Invoke-Reface }, { $volume |
                Measure-BrainVolume }, { $volume | Measure-ReidentificationRisk },
                { Test-Deidentification $scan }, { New-RefaceModel $scan model },
                    { Protect-Archive in out -Method Deface }
            foreach ($command in $commands) {
                try { & $command } catch { $_.FullyQualifiedErrorId }
            }
        }
        $null = Write-Scan ([System.IO.Path]::Combine($TestDrive, 'in', 'sub-1_T1w.nii'))
        $manifest = Join-Path $copy 'RefacePS.psd1'
        $said = pwsh -NoProfile -Command "& { $script } '$manifest' '$script:scan' '$TestDrive'"
        $said[0] | Should -Be 'scan.nii'
        $said[1..7] | Should -Be @(foreach ($name in 'InvokeDeface', 'InvokeReface', 'MeasureBrainVolume',
            'MeasureReidentificationRisk', 'TestDeidentification', 'NewRefaceModel', 'ProtectArchive') {
                "TorchUnavailable,RefacePS.Commands.${name}Command"
            })
    }

    It 'tells who names a file where a volume is wanted how to read it' {
        { Invoke-Deface $script:scan } |
            Should -Throw '*Import-Volume*' -ErrorId (
                'ParameterArgumentTransformationError,RefacePS.Commands.InvokeDefaceCommand')
        { Get-Item $script:scan | Invoke-Deface -ErrorAction Stop } |
            Should -Throw '*Import-Volume*' -ErrorId (
                'ParameterArgumentTransformationError,RefacePS.Commands.InvokeDefaceCommand')
    }

    It 'works beside a module that brings another version of a dependency, <When>' -ForEach @(
        @{ When = 'which comes first'; First = { param($other) "Import-Module '$other'; Import-Module RefacePS" } }
        @{ When = 'which comes later'; First = { param($other) "Import-Module RefacePS; Import-Module '$other'" } }
    ) {
        $source = '[assembly: System.Reflection.AssemblyVersion("0.0.1.0")] public class Older { }'
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        $assembly = Join-Path $folder.FullName 'TorchSharp.dll'
        $script = "Add-Type -TypeDefinition '$source' -OutputAssembly '$assembly'; $(& $First $assembly); " +
            "(Import-Volume '$(Get-SampleHead)' | Invoke-Deface).Quality.Status"
        pwsh -NoProfile -Command $script | Should -Be 'Good'
    }

    It 'works in parallel runspaces' {
        $path = $script:scan
        $names = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module RefacePS
            (Import-Volume $using:path).Name
        }
        $names | Should -HaveCount 4
        $names | Select-Object -Unique | Should -Be 'scan.nii'
    }

    It 'computes the same bytes in parallel runspaces as in one' {
        $head = Get-SampleHead
        $single = Join-Path $TestDrive 'single'
        $files = @(Import-Volume $head | Invoke-Deface -Device Cpu | Export-Volume -Destination $single)
        $folder = $TestDrive
        $null = 1..2 | ForEach-Object -ThrottleLimit 2 -Parallel {
            Import-Module RefacePS
            Import-Volume $using:head | Invoke-Deface -Device Cpu |
                Export-Volume -Destination (Join-Path $using:folder "parallel$_")
        }
        foreach ($name in 'parallel1', 'parallel2') {
            (Get-FileHash ([System.IO.Path]::Combine($TestDrive, $name, $files[0].Name))).Hash |
                Should -Be (Get-FileHash $files[0].FullName).Hash
        }
    }

    It 'works in a job' {
        $job = Start-Job { Import-Module RefacePS; (Import-Volume $args[0]).Name } -ArgumentList $script:scan
        $job | Receive-Job -Wait -AutoRemoveJob | Should -Be 'scan.nii'
    }

    It 'says of a volume that came out of a job that it is none' {
        $likeness = Start-Job { Import-Module RefacePS; Import-Volume $args[0] } -ArgumentList $script:scan |
            Receive-Job -Wait -AutoRemoveJob
        { $likeness | Export-Volume (Join-Path $TestDrive 'out') -ErrorAction Stop } |
            Should -Throw '*in the job*' -ErrorId (
                'ParameterArgumentTransformationError,RefacePS.Commands.ExportVolumeCommand')
    }
}
