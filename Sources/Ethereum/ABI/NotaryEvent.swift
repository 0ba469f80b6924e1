/// What the notary contract logs.
package enum NotaryEvent: Hashable, Sendable {
    /// A root was placed.
    case anchored(notary: Address, anchored: Anchored)
    /// A stream goes on under another key.
    case handedOver(stream: Bytes32, from: Address, to: Address, sequence: UInt256)

    /// A placed root as the log tells it.
    package struct Anchored: Hashable, Sendable {
        package let stream: Bytes32
        package let root: Bytes32
        package let sequence: UInt256
        package let size: UInt256
        package let manifest: Bytes32
        package let link: Bytes32
    }

    /// The first topic of `anchored`.
    package static let anchoredTopic = topic("Anchored(address,bytes32,bytes32,uint256,uint256,bytes32,bytes32)")
    /// The first topic of `handedOver`.
    package static let handedOverTopic = topic("HandedOver(bytes32,address,address,uint256)")

    /// Reads a log; nil if it is another event's.
    package init?(topics: [Bytes32], data: [UInt8]) throws {
        guard topics.first == Self.anchoredTopic || topics.first == Self.handedOverTopic else { return nil }
        let indexed = try ABIReader(topics.dropFirst().flatMap(\.bytes), "topics of the log", words: 3)
        if topics[0] == Self.anchoredTopic {
            let body = try ABIReader(data, "log Anchored", words: 4)
            self = .anchored(
                notary: try indexed.address(0),
                anchored: Anchored(
                    stream: try indexed.word(1), root: try indexed.word(2), sequence: try body.uint256(0), size: try body.uint256(1),
                    manifest: try body.word(2), link: try body.word(3)))
        } else {
            let body = try ABIReader(data, "log HandedOver", words: 1)
            self = .handedOver(
                stream: try indexed.word(0), from: try indexed.address(1), to: try indexed.address(2), sequence: try body.uint256(0))
        }
    }

    private static func topic(_ signature: String) -> Bytes32 { Keccak256.hash(Array(signature.utf8)) }
}
