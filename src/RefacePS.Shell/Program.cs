using RefacePS.Shell;

using var encoding = new ConsoleEncoding();
ShellArguments arguments;
try
{
    arguments = ShellArguments.Parse(args);
}
catch (ShellUsageException e)
{
    Console.Error.WriteLine(e.Message);
    return ExitCodes.Usage;
}

if (arguments.Mode is ShellMode.Help or ShellMode.Version)
{
    Console.WriteLine(arguments.Mode is ShellMode.Help ? ShellArguments.Help : Session.Banner);
    return ExitCodes.Success;
}

using var session = new Session(arguments.IsInteractive);
return session.ImportModule() ? arguments.Mode switch
{
    ShellMode.File => session.RunFile(arguments.Text, arguments.Rest),
    ShellMode.Command => session.RunCommand(arguments.Text),
    _ => new CommandLoop(session, arguments).Run(),
} : ExitCodes.Failure;
