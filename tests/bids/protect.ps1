param([string] $Source, [string] $Destination, [string] $Layout)

Protect-Archive $Source $Destination -Layout $Layout -Method Deface
