/// What a transaction pays for its place on the chain below (OP stack, Fjord and later), and the figures it depends on.
package struct FjordFee: Hashable, Sendable {
    /// In wei per gas.
    package let l1BaseFee: UInt64
    /// In wei per blob gas.
    package let blobBaseFee: UInt64
    package let baseFeeScalar: UInt32
    package let blobBaseFeeScalar: UInt32

    /// A signature and its envelope, which the oracle adds to an unsigned transaction.
    private static let signatureBytes = 68

    package init(l1BaseFee: UInt64, blobBaseFee: UInt64, baseFeeScalar: UInt32, blobBaseFeeScalar: UInt32) {
        self.l1BaseFee = l1BaseFee
        self.blobBaseFee = blobBaseFee
        self.baseFeeScalar = baseFeeScalar
        self.blobBaseFeeScalar = blobBaseFeeScalar
    }

    /// In wei, what the receipt of these signed bytes will tell.
    package func wei(signed raw: [UInt8]) -> UInt256 { wei(compressedBytes: FastLZ.length(raw)) }

    /// In wei, what the oracle's `getL1Fee` answers for a transaction that is not signed yet.
    package func wei(unsigned bytes: [UInt8]) -> UInt256 { wei(compressedBytes: FastLZ.length(bytes) + Self.signatureBytes) }

    /// In wei, what the oracle's `getL1FeeUpperBound` answers for so many unsigned bytes.
    package func upperBoundWei(unsignedCount: Int) -> UInt256 {
        let count = unsignedCount + Self.signatureBytes
        return wei(compressedBytes: count + count / 255 + 16)
    }

    private func wei(compressedBytes: Int) -> UInt256 {
        // The OP stack's regression of a transaction's size in a blob, in millionths of a byte.
        let size = max(100_000_000, -42_585_600 + 836_500 * compressedBytes)
        let weighted = UInt128(baseFeeScalar) * UInt128(l1BaseFee) * 16 + UInt128(blobBaseFeeScalar) * UInt128(blobBaseFee)
        // Below 2¹⁰⁴ × 2⁶³: cannot leave 256 bits.
        guard let product = try? UInt256(weighted).multiplied(by: UInt128(size)) else { return .max }
        return product.quotientAndRemainder(dividingBy: 1_000_000_000_000).quotient
    }
}
