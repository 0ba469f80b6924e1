internal import CSecp256k1

/// libsecp256k1, ready for use, and the curve's numbers.
enum Secp256k1 {
    // Safe: after it is made and blinded nothing changes the context, and the library allows any number of threads to read it.
    nonisolated(unsafe) static let context: OpaquePointer = {
        let context = secp256k1_context_create(UInt32(SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY))!
        // Blinds the arithmetic against whoever measures it from outside; signatures stay the same.
        Bytes32.random().withUnsafeBytes { _ = secp256k1_context_randomize(context, $0.assumingMemoryBound(to: UInt8.self).baseAddress!) }
        return context
    }()

    /// n, the number of points.
    static let order = word(0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_fffe, 0xbaae_dce6_af48_a03b, 0xbfd2_5e8c_d036_4141)

    /// n / 2, the largest `s` of a signature that cannot be turned into another one.
    static let halfOrder = word(0x7fff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff, 0x5d57_6e73_57a4_501d, 0xdfe9_2f46_681b_20a0)

    private static func word(_ parts: UInt64...) -> Bytes32 {
        Bytes32 { for (index, part) in parts.enumerated() { $0.storeBytes(of: part.bigEndian, toByteOffset: 8 * index, as: UInt64.self) } }
    }
}
