//! Memcheck, by the shim that names its client requests.

unsafe extern "C" {
    fn ct_running_on_valgrind() -> i32;
    fn ct_mark_secret(at: *const u8, length: usize);
}

/// Whether this process runs under valgrind.
pub fn is_watching() -> bool {
    // SAFETY: takes nothing and only asks.
    unsafe { ct_running_on_valgrind() != 0 }
}

/// From now on these bytes count as undefined. They are not touched.
pub fn mark_secret(at: *const u8, length: usize) {
    // SAFETY: memcheck changes its own notes about the bytes, and nothing else.
    unsafe { ct_mark_secret(at, length) }
}
