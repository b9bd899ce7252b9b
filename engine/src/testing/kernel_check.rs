//! Compares the kernels of this build and machine with plain computations. Runs natively as a unit test and in
//! WebAssembly through `tests/kernel_check.mjs`.

use super::Noise;
use crate::kernels::float::{Attention, exp, rms_norm, swiglu};
use crate::kernels::matmul::{Inputs, Matmul};
use crate::kernels::{run, run_scalar};
use crate::quant::encode::quantize;
use crate::quant::{TensorType, dequantize};

/// Runs all comparisons. The error describes the first mismatch.
///
/// # Errors
/// The first mismatch, as a sentence.
pub fn check() -> Result<(), String> {
    for kind in TensorType::ALL {
        // Every mix of tile sizes: eights, fours, ones.
        for tokens in [1, 2, 4, 7, 8, 13, 32] {
            products(kind, 512, 5, tokens)?;
        }
        if kind.block_len() == 32 {
            products(kind, 96, 3, 3)?;
        }
    }
    products(TensorType::F32, 50, 3, 2)?;
    products(TensorType::F16, 50, 3, 2)?;
    exponentials()?;
    norms()?;
    attention(64)?;
    attention(20)
}

fn noise(seed: u64, len: usize) -> Vec<f32> {
    let mut noise = Noise::new(seed);
    (0..len).map(|_| noise.normal()).collect()
}

fn near(what: &str, found: &[f32], expected: &[f32], tolerance: f32) -> Result<(), String> {
    let pairs = found.iter().zip(expected);
    let error = pairs
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, |largest: f32, error| if error > largest || error.is_nan() { error } else { largest });
    if found.len() == expected.len() && error <= tolerance {
        return Ok(());
    }
    Err(format!("{what} on {}: off by {error}, {tolerance} is allowed", crate::kernels::lanes_name()))
}

/// Compares matrix products with the scalar kernels closely, and with floats as far as eight-bit inputs allow.
fn products(kind: TensorType, width: usize, rows: usize, tokens: usize) -> Result<(), String> {
    let what = format!("{kind:?} products, {tokens} tokens");
    let bytes = quantize(kind, &noise(1, width * rows));
    let vectors = noise(2, width * tokens);
    let mut inputs = Inputs::default();
    inputs.set(&vectors, width);
    let (mut fast, mut scalar) = (vec![0.0; rows * tokens], vec![0.0; rows * tokens]);
    run(Matmul { kind, weights: &bytes, inputs: &inputs, rows, out: &mut fast });
    run_scalar(Matmul { kind, weights: &bytes, inputs: &inputs, rows, out: &mut scalar });
    near(&what, &fast, &scalar, 0.001)?;

    let mut weights = vec![0.0; width * rows];
    dequantize(kind, &bytes, &mut weights);
    let dot = |row: &[f32], vector: &[f32]| {
        row.iter().zip(vector).map(|(w, x)| f64::from(w * x)).sum::<f64>() as f32
    };
    let expected: Vec<f32> = vectors
        .chunks_exact(width)
        .flat_map(|vector| weights.chunks_exact(width).map(move |row| dot(row, vector)))
        .collect();
    let rounding = if kind.block_len() == 1 { 0.0005 } else { 0.02 * (width as f32).sqrt() };
    near(&format!("{what}, against floats"), &fast, &expected, rounding)
}

fn exponentials() -> Result<(), String> {
    for step in -9000..8800 {
        let x = step as f32 / 100.0;
        let (found, expected) = (f64::from(exp(x)), f64::from(x).exp());
        if (found - expected).abs() > 3e-7 * expected + 1e-37 {
            return Err(format!("e^{x} is {expected}, not {found}"));
        }
    }
    Ok(())
}

fn norms() -> Result<(), String> {
    let (x, weight) = (noise(3, 150), noise(4, 75));
    let mut found = vec![0.0; 150];
    rms_norm(&x, &weight, 1e-5, &mut found);
    let expected: Vec<f32> = x
        .chunks_exact(75)
        .flat_map(|x| {
            let square = x.iter().map(|x| x * x).sum::<f32>() / 75.0;
            x.iter().zip(&weight).map(move |(x, w)| x / (square + 1e-5).sqrt() * w)
        })
        .collect();
    near("rms_norm", &found, &expected, 1e-5)?;

    let (mut gate, up) = (noise(5, 37), noise(6, 37));
    let expected: Vec<f32> = gate.iter().zip(&up).map(|(g, u)| g / (1.0 + (-g).exp()) * u).collect();
    swiglu(&mut gate, &up);
    near("swiglu", &gate, &expected, 1e-5)
}

/// Compares attention over 100 positions in two pages.
fn attention(head_len: usize) -> Result<(), String> {
    let (query, keys, values) = (noise(7, head_len), noise(8, head_len * 128), noise(9, head_len * 128));
    let (mut scores, mut found) = (vec![0.0; 100], vec![0.0; head_len]);
    let page = 64 * head_len;
    Attention {
        query: &query,
        keys: keys.chunks_exact(page),
        values: values.chunks_exact(page),
        scale: 0.25,
        scores: &mut scores,
        out: &mut found,
    }
    .compute();
    let score = |key: &[f32]| (key.iter().zip(&query).map(|(k, q)| k * q).sum::<f32>() * 0.25).exp();
    let weights: Vec<f32> = keys.chunks_exact(head_len).take(100).map(score).collect();
    let total: f32 = weights.iter().sum();
    let mut expected = vec![0.0; head_len];
    for (weight, value) in weights.iter().zip(values.chunks_exact(head_len)) {
        for (out, value) in expected.iter_mut().zip(value) {
            *out += weight / total * value;
        }
    }
    near("attention", &found, &expected, 1e-4)
}
