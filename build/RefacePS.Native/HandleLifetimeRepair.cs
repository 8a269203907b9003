using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace RefacePS.Native;

/// <summary>
/// Mends a race in TorchSharp. Its methods read the handle of a number or a tensor and call libtorch; to the garbage
/// collector the reading is the last use, so that a collection at that moment lets the finalizer free what libtorch
/// still reads. <c>tensor * 2</c> makes such a number at every call. Here each method holds until it returns what it
/// took a handle of, and what it was given: <c>GC.KeepAlive</c> before every return.
/// </summary>
public static class HandleLifetimeRepair
{
    private const string HandleGetter = "get_Handle";

    /// <summary>Methods of an assembly that take a handle and return without holding its owner.</summary>
    public static IReadOnlyList<string> Unheld(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return [.. Methods(module).Where(method => !HoldsAtReturns(method.Body)).Select(method => method.FullName)];
    }

    /// <summary>Writes a repaired copy of TorchSharp.dll.</summary>
    /// <param name="source">As its package holds it.</param>
    /// <param name="destination">The copy.</param>
    /// <exception cref="InvalidDataException">It is another assembly than this repair was made for.</exception>
    public static void Repair(string source, string destination)
    {
        using var module = ModuleDefinition.ReadModule(source);
        if (module.GetType("TorchSharp.Scalar") is null)
        {
            throw new InvalidDataException("It has no TorchSharp.Scalar.");
        }

        var keepAlive = new MethodReference(nameof(GC.KeepAlive), module.TypeSystem.Void, CollectorOf(module))
        {
            Parameters = { new ParameterDefinition(module.TypeSystem.Object) },
        };
        foreach (var method in Methods(module).ToArray())
        {
            Hold(method, keepAlive);
        }

        module.Write(destination);
    }

    /// <summary>System.GC, from the core library that the assembly was built against.</summary>
    private static TypeReference CollectorOf(ModuleDefinition module) =>
        new("System", nameof(GC), module, module.TypeSystem.CoreLibrary);

    /// <summary>The methods that take a handle themselves or call native code.</summary>
    private static IEnumerable<MethodDefinition> Methods(ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Methods).Where(method =>
            method.HasBody && method.Body.Instructions.Any(line => TakesHandle(line) || CallsNative(line)));

    private static bool TakesHandle(Instruction line) => Called(line) is { HasThis: true, Name: HandleGetter } getter
        && !getter.DeclaringType.IsValueType && line.Previous?.OpCode.Code != Code.Constrained;

    private static bool CallsNative(Instruction line) =>
        Called(line) is MethodDefinition { IsPInvokeImpl: true } or { DeclaringType.Name: "NativeMethods" };

    private static MethodReference? Called(Instruction line) =>
        line.OpCode.Code is Code.Call or Code.Callvirt ? line.Operand as MethodReference : null;

    private static bool HoldsAtReturns(MethodBody body) => Held(body.Method).Count == 0
        && !body.Instructions.Any(TakesHandle)
        || body.Instructions.Where(line => line.OpCode.Code == Code.Ret).All(line =>
            line.Previous is { } before && Called(before) is { Name: nameof(GC.KeepAlive) });

    /// <summary>The object of a method and its arguments that the collector may take.</summary>
    private static List<ParameterDefinition> Held(MethodDefinition method)
    {
        var held = method.Parameters.Where(parameter => IsObject(parameter.ParameterType)).ToList();
        if (method.HasThis && !method.DeclaringType.IsValueType)
        {
            held.Insert(0, method.Body.ThisParameter);
        }

        return held;
    }

    private static bool IsObject(TypeReference type) =>
        !type.IsValueType && !type.IsByReference && !type.IsPointer && !type.IsFunctionPointer
        && !type.IsGenericParameter && type.FullName != "System.String";

    private static void Hold(MethodDefinition method, MethodReference keepAlive)
    {
        var body = method.Body;
        body.SimplifyMacros();
        body.InitLocals = true;
        var il = body.GetILProcessor();
        var owners = body.Instructions.Where(TakesHandle).ToArray().Select(line => Remember(line, body)).ToArray();
        var held = Held(method);
        foreach (var ending in body.Instructions.Where(line => line.OpCode.Code == Code.Ret).ToArray())
        {
            Instruction[] lines =
            [
                .. held.SelectMany(IEnumerable<Instruction> (parameter) =>
                    [il.Create(OpCodes.Ldarg, parameter), il.Create(OpCodes.Call, keepAlive)]),
                .. owners.SelectMany(IEnumerable<Instruction> (owner) =>
                    [il.Create(OpCodes.Ldloc, owner), il.Create(OpCodes.Call, keepAlive)]),
                il.Create(OpCodes.Ret),
            ];
            Replace(ending, lines, il);
        }

        body.OptimizeMacros();
    }

    /// <summary>Has what a handle is taken of remembered in a variable of its own.</summary>
    private static VariableDefinition Remember(Instruction taking, MethodBody body)
    {
        var il = body.GetILProcessor();
        var owner = new VariableDefinition(body.Method.Module.TypeSystem.Object);
        body.Variables.Add(owner);
        Replace(taking,
            [il.Create(OpCodes.Dup), il.Create(OpCodes.Stloc, owner),
                il.Create(taking.OpCode, (MethodReference)taking.Operand)], il);
        return owner;
    }

    /// <summary>Puts lines in the place of one, which becomes the first of them: jumps to it find all.</summary>
    private static void Replace(Instruction line, Instruction[] lines, ILProcessor il)
    {
        (line.OpCode, line.Operand) = (lines[0].OpCode, lines[0].Operand);
        var last = line;
        foreach (var next in lines.Skip(1))
        {
            il.InsertAfter(last, next);
            last = next;
        }
    }
}
