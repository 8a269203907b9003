using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace RefacePS.Module.Tests.Architecture;

/// <summary>
/// Reads from a built assembly which of its types use which: by their bases, members, attributes and the bodies of
/// their methods. Constants leave no trace, for the compiler copies their values.
/// </summary>
internal sealed class AssemblyUses
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => code.Value);

    private readonly PEReader file;
    private readonly MetadataReader metadata;
    private readonly FolderGraph graph = new();

    private AssemblyUses(PEReader file)
    {
        this.file = file;
        metadata = file.GetMetadataReader();
    }

    /// <summary>The graph of an assembly's namespaces.</summary>
    public static FolderGraph Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var uses = new AssemblyUses(file);
        foreach (var type in uses.metadata.TypeDefinitions)
        {
            uses.ReadType(type);
        }

        return uses.graph;
    }

    private void ReadType(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        var note = new SignatureTypes(used => Note(handle, used));
        note.Add(metadata, type.BaseType);
        foreach (var implementation in type.GetInterfaceImplementations())
        {
            note.Add(metadata, metadata.GetInterfaceImplementation(implementation).Interface);
        }

        foreach (var parameter in type.GetGenericParameters())
        {
            ReadConstraints(parameter, note);
        }

        ReadAttributes(type.GetCustomAttributes(), note);
        foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition))
        {
            field.DecodeSignature(note, null);
            ReadAttributes(field.GetCustomAttributes(), note);
        }

        foreach (var property in type.GetProperties().Select(metadata.GetPropertyDefinition))
        {
            ReadAttributes(property.GetCustomAttributes(), note);
        }

        foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition))
        {
            ReadMethod(method, note);
        }
    }

    private void ReadMethod(MethodDefinition method, SignatureTypes note)
    {
        method.DecodeSignature(note, null);
        ReadAttributes(method.GetCustomAttributes(), note);
        foreach (var parameter in method.GetGenericParameters())
        {
            ReadConstraints(parameter, note);
        }

        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        var body = file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(note, null);
        }

        ReadInstructions(body.GetILReader(), note);
    }

    private void ReadInstructions(BlobReader code, SignatureTypes note)
    {
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            var operation = OpCodesByValue[(short)(value == 0xFE ? 0xFE00 | code.ReadByte() : value)];
            switch (operation.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or
                    OperandType.InlineType:
                    note.Add(metadata, MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                default:
                    code.Offset += SizeOf(operation.OperandType);
                    break;
            }
        }
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private void ReadConstraints(GenericParameterHandle parameter, SignatureTypes note)
    {
        foreach (var constraint in metadata.GetGenericParameter(parameter).GetConstraints())
        {
            note.Add(metadata, metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void ReadAttributes(CustomAttributeHandleCollection attributes, SignatureTypes note)
    {
        foreach (var attribute in attributes)
        {
            note.Add(metadata, metadata.GetCustomAttribute(attribute).Constructor);
        }
    }

    private void Note(TypeDefinitionHandle user, TypeDefinitionHandle used)
    {
        var (from, to) = (Outermost(user), Outermost(used));
        if (!IsTheCompilers(from) && !IsTheCompilers(to))
        {
            graph.Add(
                metadata.GetString(from.Namespace), metadata.GetString(to.Namespace),
                $"({metadata.GetString(from.Name)}: {metadata.GetString(to.Name)})");
        }
    }

    /// <summary>True if no source has such a type: its name has letters that no name in source can have.</summary>
    private bool IsTheCompilers(TypeDefinition type) => metadata.GetString(type.Name).StartsWith('<');

    /// <summary>The type that stands in a file of its own: closures and nested types lie in it.</summary>
    private TypeDefinition Outermost(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.IsNested ? Outermost(type.GetDeclaringType()) : type;
    }
}
