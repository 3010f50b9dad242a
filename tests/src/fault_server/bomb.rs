//! A small body that grows when it is decompressed.

/// A gzip stream of `mebibytes` MiB of zeros, at 1/158 of the size. It has no trailer: who inflates it notices the size first.
///
/// DEFLATE (RFC 1951) with fixed codes: one literal zero, then "the last byte, 258 times more" again and again.
pub(super) fn gzip(mebibytes: usize) -> Vec<u8> {
    let mut stream = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let (mut bits, mut held) = (0_u32, 0);
    // Codes go in from their highest bit, into bytes from the lowest.
    let mut put = |code: u32, length: u32| {
        for n in (0..length).rev() {
            bits |= (code >> n & 1) << held;
            held += 1;
            if held == 8 {
                stream.extend(bits.to_le_bytes().first());
                (bits, held) = (0, 0);
            }
        }
    };
    // The last block, with fixed codes.
    put(0b110, 3);
    put(0b0011_0000, 8);
    for _ in 0..mebibytes * 1024 * 1024 / 258 {
        // Length 258, distance 1.
        put(0b1100_0101, 8);
        put(0, 5);
    }
    // The end of the block, and what fills its last byte.
    put(0, 7);
    put(0, 7);
    stream
}
