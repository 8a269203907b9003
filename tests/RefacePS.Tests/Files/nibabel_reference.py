"""The reference for tests of NIfTI files: what nibabel reads, and files that nibabel writes.

    nibabel_reference.py describe FILE...      one line a file: what it holds
    nibabel_reference.py write FOLDER          a file of every type, version, byte order and extension
    nibabel_reference.py write-mgh FOLDER      an MGH file of every type that nibabel knows
    nibabel_reference.py same FILE FILE        exit 0 where both hold the same real values on the same affine

Fields of a line, tab-separated: path, dtype, shape, orientation code, affine (12 numbers, row-major), slope, intercept,
SHA-256 of the stored voxels (little-endian, first axis fastest), real values at 50 places (index=value).
"""

import hashlib
import itertools
import sys

import nibabel as nib
import numpy as np

DTYPES = ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8"]
EXTENSIONS = {nib.Nifti1Image: [".nii", ".nii.gz"], nib.Nifti2Image: [".nii"], nib.Nifti1Pair: [".hdr", ".img.gz"]}


def describe(path):
    image = nib.load(path)
    stored = image.dataobj.get_unscaled()
    little = np.ascontiguousarray(stored.T).astype(stored.dtype.newbyteorder("<"), copy=False)
    affine = image.affine[:3].ravel()
    fields = [
        path,
        stored.dtype.newbyteorder("<").str,
        "x".join(map(str, image.shape)),
        "".join(nib.aff2axcodes(image.affine)),
        " ".join(repr(float(element)) for element in affine),
        repr(float(image.dataobj.slope)),
        repr(float(image.dataobj.inter)),
        hashlib.sha256(little.tobytes()).hexdigest(),
        " ".join(samples(stored, image.dataobj.slope, image.dataobj.inter)),
    ]
    print("\t".join(fields))


def samples(stored, slope, inter):
    """Real values in double precision, by index along the first (fastest) axis first."""
    flat = stored.ravel(order="F")
    for index in np.linspace(0, flat.size - 1, 50).astype(int):
        yield f"{index}={float(flat[index]) * float(slope) + float(inter)!r}"


def write(folder):
    rng = np.random.default_rng(0)
    for dtype, order, kind in itertools.product(DTYPES, "<>", EXTENSIONS):
        for extension, shape in itertools.product(EXTENSIONS[kind], [(5, 6, 7), (4, 3, 5, 2)]):
            image = kind(voxels(rng, dtype, shape), affine(rng), kind.header_class(endianness=order))
            image.header.set_data_dtype(np.dtype(dtype).newbyteorder(order))
            place(rng, image)
            image.header.set_slope_inter(*scaling(rng, dtype))
            name = f"{dtype}-{'le' if order == '<' else 'be'}-{kind.__name__}-{len(shape)}d{extension}"
            save_stored(image, f"{folder}/{name}")


def write_mgh(folder):
    rng = np.random.default_rng(1)
    for dtype, extension, frames in itertools.product(["u1", "i2", "i4", "f4"], [".mgh", ".mgz"], [1, 3]):
        shape = (5, 6, 7, frames) if frames > 1 else (5, 6, 7)
        image = nib.MGHImage(voxels(rng, dtype, shape), affine(rng))
        image.header["tr"], image.header["te"] = 2300, 2.5
        image.to_filename(f"{folder}/{dtype}-{frames}{extension}")


def voxels(rng, dtype, shape):
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        return (rng.standard_normal(shape) * 1e6).astype(dtype)
    info = np.iinfo(dtype)
    return rng.integers(info.min, info.max, shape, dtype=dtype, endpoint=True)


def affine(rng):
    """Any of the 48 orientations, tilted by up to 25 degrees, with voxel sizes and a shift.

    At 45 degrees and more, which code is closest is a matter of definition.
    """
    axes = np.eye(3)[rng.permutation(3)] * rng.choice([-1, 1], 3)
    tilt = rng.standard_normal(3)
    tilt *= np.radians(rng.uniform(0, 25)) / np.linalg.norm(tilt)
    angles = nib.eulerangles.angle_axis2euler(np.linalg.norm(tilt), tilt)
    rotation = nib.eulerangles.euler2mat(*angles) @ axes
    return nib.affines.from_matvec(rotation * rng.uniform(0.5, 3, 3), rng.uniform(-150, 150, 3))


def place(rng, image):
    """Three in four files have both forms, one the qform alone."""
    qform_only = rng.integers(4) == 0
    image.set_qform(image.affine, 1)
    image.set_sform(None if qform_only else image.affine, 0 if qform_only else 2)


def scaling(rng, dtype):
    return (1, 0) if rng.integers(3) == 0 else (rng.uniform(0.01, 2), rng.uniform(-1000, 1000))


def save_stored(image, path):
    """Saves stored voxels as they are: nibabel's own save would choose another scaling."""
    slope, inter = image.header.get_slope_inter()
    stored = np.asanyarray(image.dataobj)
    image.header.set_slope_inter(1, 0)
    image.to_filename(path)
    header_file = image.file_map.get("header", image.file_map["image"]).filename
    patch(header_file, image.header, slope, inter)
    assert np.array_equal(nib.load(path).dataobj.get_unscaled(), stored)


def patch(path, header, slope, inter):
    opener = nib.openers.Opener
    with opener(path) as file:
        content = bytearray(file.read())
    fields = header.binaryblock
    written = type(header)(content[: len(fields)], check=False)
    written["scl_slope"], written["scl_inter"] = slope, inter
    content[: len(fields)] = written.binaryblock
    with opener(path, "wb") as file:
        file.write(bytes(content))


def same(first, second):
    first, second = nib.load(first), nib.load(second)
    equal = np.array_equal(first.get_fdata(), second.get_fdata()) and np.array_equal(first.affine, second.affine)
    sys.exit(0 if equal else 1)


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "describe":
        for argument in arguments:
            describe(argument)
    elif command == "write":
        write(*arguments)
    elif command == "write-mgh":
        write_mgh(*arguments)
    else:
        same(*arguments)
