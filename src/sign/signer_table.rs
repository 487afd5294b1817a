//! Signers by number, for callers that cannot hold a reference.

use crate::Error;
use crate::error::client;

/// The signers.
pub(crate) struct SignerTable<T> {
    // Boxed, because moving a signer leaves a copy of its key's states behind.
    signers: Vec<Option<Box<T>>>,
}

impl<T> SignerTable<T> {
    pub(crate) const EMPTY: Self = SignerTable { signers: Vec::new() };

    /// Keeps a signer and returns its number, the first free one.
    pub(crate) fn add(&mut self, signer: Box<T>) -> u32 {
        let free = self.signers.iter().position(Option::is_none).unwrap_or(self.signers.len());
        match self.signers.get_mut(free) {
            Some(entry) => *entry = Some(signer),
            None => self.signers.push(Some(signer)),
        }
        free as u32
    }

    /// Takes a signer out. Whoever works with it puts it back, so that a trap in between costs this signer alone.
    ///
    /// # Errors
    /// `Client.Freed`
    pub(crate) fn take(&mut self, number: u32) -> Result<Box<T>, Error> {
        let signer = self.signers.get_mut(number as usize).and_then(Option::take);
        signer.ok_or_else(|| Error::new(client::FREED, "`signer` was freed; make a new one"))
    }

    /// Puts a signer back that was taken out.
    pub(crate) fn put_back(&mut self, number: u32, signer: Box<T>) {
        if let Some(entry) = self.signers.get_mut(number as usize) {
            *entry = Some(signer);
        }
    }

    /// Wipes a signer.
    pub(crate) fn remove(&mut self, number: u32) {
        if let Some(entry) = self.signers.get_mut(number as usize) {
            *entry = None;
        }
    }

    /// How many signers there are.
    #[cfg(feature = "wasm-client")]
    pub(crate) fn count(&self) -> usize {
        self.signers.iter().flatten().count()
    }
}
