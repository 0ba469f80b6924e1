/// An argument of a contract's function, of the types that the notary and the fee oracle have.
package enum ABIArgument: Hashable, Sendable {
    case uint256(UInt256)
    case address(Address)
    case bytes32(Bytes32)
    case bytes([UInt8])
    case bytes32List([Bytes32])

    /// The type's name in a function's signature.
    package var typeName: String {
        switch self {
        case .uint256: "uint256"
        case .address: "address"
        case .bytes32: "bytes32"
        case .bytes: "bytes"
        case .bytes32List: "bytes32[]"
        }
    }

    /// The word that stands in the argument's place; nil where the value follows after all of them.
    var head: [UInt8]? {
        switch self {
        case .uint256(let value): value.word.bytes
        case .address(let address): [UInt8](repeating: 0, count: 12) + address.bytes
        case .bytes32(let value): value.bytes
        case .bytes, .bytes32List: nil
        }
    }

    /// What follows after all heads: a length, then the value in whole words.
    var tail: [UInt8] {
        switch self {
        case .uint256, .address, .bytes32: []
        case .bytes(let bytes):
            UInt256(UInt64(bytes.count)).word.bytes + bytes + [UInt8](repeating: 0, count: (32 - bytes.count % 32) % 32)
        case .bytes32List(let values): UInt256(UInt64(values.count)).word.bytes + values.flatMap(\.bytes)
        }
    }
}
