//! A small gzip file that decompresses to a large one.

/// The decompressed length: 32 MiB of spaces.
const LENGTH: usize = 32 * 1_024 * 1_024;
/// The CRC-32 of that many spaces.
const CRC: u32 = 0xdc78_a288;
/// gzip: magic, deflate, no flags, no time, no extra flags, unknown system (RFC 1952).
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/// The longest match of deflate (RFC 1951, 3.2.5).
const MATCH: usize = 258;

/// One fixed-Huffman block: a space, and then "the last byte, 258 times more" until it is long enough.
pub(crate) fn gzip_bomb() -> Vec<u8> {
    let mut bits = Bits { bytes: HEADER.to_vec(), byte: 0, filled: 0 };
    // The last block, with fixed codes.
    bits.put(0b1, 1);
    bits.put(0b01, 2);
    let matches = (LENGTH - 1) / MATCH;
    for _ in 0..LENGTH - matches * MATCH {
        // Literals up to 143 are eight bits from 0x30 on.
        bits.put_code(0x30 + u32::from(b' '), 8);
    }
    for _ in 0..matches {
        // 258 is symbol 285, without extra bits; distance 1 is code 0.
        bits.put_code(0b1100_0101, 8);
        bits.put_code(0, 5);
    }
    bits.put_code(0, 7);
    let mut bytes = bits.end();
    bytes.extend(CRC.to_le_bytes());
    bytes.extend((LENGTH as u32).to_le_bytes());
    bytes
}

/// Packs bits into bytes, the lowest bit first.
struct Bits {
    bytes: Vec<u8>,
    byte: u8,
    filled: u8,
}

impl Bits {
    fn put(&mut self, bits: u32, count: u8) {
        for at in 0..count {
            self.byte |= (((bits >> at) & 1) as u8) << self.filled;
            self.filled += 1;
            if self.filled == 8 {
                self.bytes.push(self.byte);
                (self.byte, self.filled) = (0, 0);
            }
        }
    }

    /// Adds a Huffman code, which is packed from its highest bit on.
    fn put_code(&mut self, code: u32, count: u8) {
        self.put(code.reverse_bits() >> (32 - count), count);
    }

    fn end(mut self) -> Vec<u8> {
        if self.filled > 0 {
            self.bytes.push(self.byte);
        }
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::{CRC, LENGTH, gzip_bomb};

    #[test]
    fn the_checksum_is_that_of_the_spaces() {
        let step = |crc: u32, _| (0..8).fold(crc ^ u32::from(b' '), |crc, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1)));
        assert_eq!(!(0..LENGTH).fold(u32::MAX, step), CRC);
        assert!(gzip_bomb().len() < 250_000);
    }
}
