/// The notary contract: its calls, what they answer, and the link that ties each root to all before it.
package enum NotaryContract {
    /// The last second of the year 9999, since 1970: no block has a later time, whatever a node says.
    package static let lastSecond: UInt64 = 253_402_300_799

    /// Places a root as the next of the sender's stream, if `previousLink` is the stream's head.
    package static func anchor(_ anchor: Anchor) -> ContractCall {
        ContractCall(
            "anchor",
            [
                .bytes32(anchor.stream), .bytes32(anchor.previousLink), .bytes32(anchor.root), .uint256(anchor.size),
                .bytes32(anchor.manifest),
            ])
    }

    /// What a call of `anchor` places; nil for the data of another call.
    package static func anchor(fromCall data: [UInt8]) -> Anchor? {
        guard let words = try? ABIReader(data.dropFirst(4), "call of anchor()", words: 5), let stream = try? words.word(0),
            let previousLink = try? words.word(1), let root = try? words.word(2), let size = try? words.uint256(3),
            let manifest = try? words.word(4)
        else { return nil }
        let found = Anchor(stream: stream, previousLink: previousLink, root: root, size: size, manifest: manifest)
        return anchor(found).data == data ? found : nil
    }

    /// Gives the sender's stream to another key.
    package static func handOver(stream: Bytes32, to new: Address) -> ContractCall {
        ContractCall("hand_over", [.bytes32(stream), .address(new)])
    }

    /// Asks where a root stands.
    package static func placed(notary: Address, stream: Bytes32, root: Bytes32) -> ContractCall {
        ContractCall("placed", [.address(notary), .bytes32(stream), .bytes32(root)])
    }

    /// Asks the contract to check an inclusion proof.
    package static func included(_ proof: InclusionProof, leafHash: Bytes32, root: Bytes32) -> ContractCall {
        ContractCall(
            "included",
            [
                .bytes32(root), .uint256(UInt256(proof.size)), .uint256(UInt256(proof.index)), .bytes32(leafHash), .bytes32List(proof.path),
            ])
    }

    /// Asks for the current link of a stream.
    package static func head(notary: Address, stream: Bytes32) -> ContractCall {
        ContractCall("head", [.address(notary), .bytes32(stream)])
    }

    /// Asks how many roots a stream has.
    package static func count(notary: Address, stream: Bytes32) -> ContractCall {
        ContractCall("count", [.address(notary), .bytes32(stream)])
    }

    /// What `placed` answered; nil if the root was never anchored.
    package static func placement(from answer: [UInt8]) throws -> Placement? {
        let reader = try ABIReader(answer, "answer of placed()", words: 3)
        let placement = Placement(sequence: try reader.uint256(0), block: try reader.uint64(1), timeSeconds: try reader.uint64(2))
        return placement.sequence == 0 ? nil : placement
    }

    /// What `included` answered.
    package static func isIncluded(from answer: [UInt8]) throws -> Bool { try ABIReader(answer, "answer of included()", words: 1).bool(0) }

    /// What `head` answered; 32 zero bytes before the first root.
    package static func link(from answer: [UInt8]) throws -> Bytes32 { try ABIReader(answer, "answer of head()", words: 1).word(0) }

    /// What `count` answered.
    package static func count(from answer: [UInt8]) throws -> UInt256 { try ABIReader(answer, "answer of count()", words: 1).uint256(0) }

    /// Where the contract keeps a root.
    package struct Placement: Hashable, Sendable {
        /// 1 for the first root of the stream.
        package let sequence: UInt256
        package let block: UInt64
        /// Of the block, in seconds since 1970.
        package let timeSeconds: UInt64

        package init(sequence: UInt256, block: UInt64, timeSeconds: UInt64) {
            self.sequence = sequence
            self.block = block
            self.timeSeconds = timeSeconds
        }
    }
}
