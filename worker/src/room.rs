//! The check whether a model of a given size fits in memory, made before any of it is copied. Sizes are in bytes.

/// The address space of a wasm module.
const ADDRESSABLE: f64 = 4.0 * 1024.0 * 1024.0 * 1024.0;
const GIGABYTE: f64 = 1e9;

/// The memory needed besides the file: the parsed header, the KV cache and the engine itself.
fn beside(size: f64) -> f64 {
    size / 10.0 + 0.25 * GIGABYTE
}

/// Returns the reason, as a sentence, why a model of `size` bytes does not fit, or `None` if it fits. `device` is the
/// memory in gigabytes that the browser reports, if it does; browsers cap the number at 8.
pub fn refusal(size: f64, device: Option<f64>) -> Option<String> {
    let needed = size + beside(size);
    let gigabytes = |bytes: f64| format!("{:.1} GB", bytes / GIGABYTE);
    if needed > ADDRESSABLE {
        return Some(format!(
            "A model in this page can have 3.6 GB at most, and this one has {}. A model server can run it.",
            gigabytes(size)
        ));
    }
    let memory = device? * GIGABYTE;
    (needed > memory).then(|| {
        format!(
            "This model needs {} of memory, and this device has {}. Choose a smaller one, or a model server.",
            gigabytes(needed),
            gigabytes(memory)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_page_can_address_is_refused_in_a_sentence() {
        let refused = refusal(4.1e9, Some(8.0)).expect("too large");
        assert!(refused.contains("4.1 GB") && refused.ends_with('.'), "{refused}");
        assert!(refusal(3.7e9, None).is_some());
        assert_eq!(refusal(3.5e9, Some(8.0)), None);
    }

    #[test]
    fn what_the_device_has_no_room_for_is_refused_too() {
        let refused = refusal(2e9, Some(2.0)).expect("too large");
        assert!(refused.contains("2.5 GB") && refused.contains("2.0 GB"), "{refused}");
        assert_eq!(refusal(1e8, Some(1.0)), None);
        assert_eq!(refusal(2e9, None), None);
    }
}
