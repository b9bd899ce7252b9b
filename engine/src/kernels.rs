//! The inner loops, written once over [`Lanes`] and compiled for each supported instruction set.
//!
//! A computation is a [`Task`]: a value that runs on given lanes. [`run`] picks the best lanes available: AVX2 if the
//! processor has it, wasm SIMD if the build has it, plain Rust otherwise. This module knows nothing about models or
//! files; shapes follow from the slices.

#[cfg(target_arch = "x86_64")]
mod avx2;
pub mod blocks;
pub mod float;
mod formats;
mod lanes;
pub mod matmul;
#[cfg_attr(
    all(target_arch = "wasm32", target_feature = "simd128"),
    allow(dead_code, reason = "only its tests need it")
)]
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;

pub use lanes::{Lanes, Task};

/// Runs a task with the fastest available lanes.
pub fn run<T: Task>(task: T) -> T::Output {
    #[cfg(target_arch = "x86_64")]
    if let Some(lanes) = avx2::Avx2::detect() {
        return avx2::run(lanes, task);
    }
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    return task.run(simd128::Simd128);
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    task.run(scalar::Scalar)
}

/// Runs a task without SIMD, as the reference for the other lanes.
#[cfg(any(test, feature = "testing"))]
pub fn run_scalar<T: Task>(task: T) -> T::Output {
    task.run(scalar::Scalar)
}

/// Returns the name of the lanes that [`run`] picks.
pub fn lanes_name() -> &'static str {
    struct Name;
    impl Task for Name {
        type Output = &'static str;
        fn run<L: Lanes>(self, _: L) -> &'static str {
            L::NAME
        }
    }
    run(Name)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_kernels_of_this_machine_agree_with_the_reference() {
        assert_eq!(crate::testing::kernel_check::check(), Ok(()));
    }
}
