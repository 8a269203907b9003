// Describes pictures of faces by a network that recognises people: the ResNet with 128 numbers that dlib published,
// with the weights that come with the package of face-api. Nothing is written to a file.
//
// In, a picture after another: the side of the picture, then left, top and side of the square that holds the face,
// four 32-bit integers, little end first; then a byte of grey for each pixel, rows from the top.
// Out, a line of JSON for each: 128 numbers for the picture in grey, 128 for it in the colour of skin.
'use strict';
const Module = require('node:module');
const path = require('node:path');

// face-api asks for the whole of TensorFlow.js, four times as large, of which it uses the core alone, and operations
// as methods of tensors, which the core leaves out.
const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) =>
    resolve(request === '@tensorflow/tfjs' ? '@tensorflow/tfjs-core' : request, ...rest);
const tf = require('@tensorflow/tfjs-core');
const wasm = require('@tensorflow/tfjs-backend-wasm');
const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');

const methods = tf.Tensor.prototype;
for (const [name, operation] of Object.entries(tf).filter(([name]) => !(name in methods))) {
    methods[name] = function (...rest) { return operation(this, ...rest); };
}

methods.as1D = function () { return tf.reshape(this, [-1]); };
methods.as2D = methods.as3D = methods.as4D = function (...shape) { return tf.reshape(this, shape); };
methods.toFloat = function () { return tf.cast(this, 'float32'); };
methods.toInt = function () { return tf.cast(this, 'int32'); };

const headerBytes = 16;
const grey = [1, 1, 1];
const skin = [1, 0.78, 0.66];

// The part of its own length by which the box of landmarks is widened before they are sought again.
const margin = 0.12;

async function describe(side, square, pixels) {
    const picture = tf.tidy(() => tf.tensor3d(Float32Array.from(pixels), [side, side, 1]));
    const descriptors = [];
    for (const colour of [grey, skin]) {
        const coloured = tf.tidy(() => tf.mul(picture, tf.tensor1d(colour)));
        const aligned = await align(coloured, square);
        const [face] = await faceapi.extractFaceTensors(coloured, [aligned]);
        descriptors.push(Array.from(await faceapi.nets.faceRecognitionNet.computeFaceDescriptor(face)));
        tf.dispose([coloured, face]);
    }

    tf.dispose(picture);
    return descriptors;
}

// The box in which the network wants to see the face. No detector is asked: it finds few faces without hair and eyes,
// and where the face is, is known. Landmarks are fitted in that square, and once more in the square round them.
async function align(picture, square) {
    let box = new faceapi.Rect(...square);
    let landmarks;
    for (let round = 0; round < 2; round++) {
        const [face] = await faceapi.extractFaceTensors(picture, [box]);
        landmarks = (await faceapi.nets.faceLandmark68Net.detectLandmarks(face)).shiftBy(box.x, box.y);
        tf.dispose(face);
        box = around(landmarks.positions);
    }

    return landmarks.align();
}

function around(points) {
    const [xs, ys] = [points.map(point => point.x), points.map(point => point.y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const side = Math.max(right - left, bottom - top) * (1 + 2 * margin);
    return new faceapi.Rect((left + right - side) / 2, (top + bottom - side) / 2, side, side);
}

async function main() {
    const packages = path.join(__dirname, 'node_modules');
    wasm.setWasmPaths(path.join(packages, '@tensorflow', 'tfjs-backend-wasm', 'dist') + path.sep);
    await tf.setBackend('wasm');
    await tf.ready();
    const weights = path.join(packages, '@vladmandic', 'face-api', 'model');
    await faceapi.nets.faceLandmark68Net.loadFromDisk(weights);
    await faceapi.nets.faceRecognitionNet.loadFromDisk(weights);

    let held = Buffer.alloc(0);
    for await (const bytes of process.stdin) {
        held = Buffer.concat([held, bytes]);
        while (held.length >= headerBytes) {
            const side = held.readInt32LE(0);
            const end = headerBytes + side * side;
            if (held.length < end) {
                break;
            }

            const corner = [held.readInt32LE(4), held.readInt32LE(8)];
            const square = [...corner, held.readInt32LE(12), held.readInt32LE(12)];
            const descriptors = await describe(side, square, held.subarray(headerBytes, end));
            process.stdout.write(JSON.stringify(descriptors) + '\n');
            held = held.subarray(end);
        }
    }
}

main().catch(fault => {
    console.error(fault);
    process.exitCode = 1;
});
