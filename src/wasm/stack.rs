//! Overwriting the stack.

/// Overwrites what earlier calls have left on the stack, so many bytes deep: hashing and moving leave copies of secrets
/// there that no owner wipes. To be called when a signer ends, and before anything new is kept: the unused part of a
/// hash's block is whatever lay there.
#[inline(never)]
pub(crate) fn wipe_stack<const DEPTH: usize>() {
    let mut stack = [0_u8; DEPTH];
    std::hint::black_box(&mut stack);
}
