/// Base's predeployed contract that tells what a transaction pays for its place on the chain below.
package enum FeeOracle {
    /// Where it lives on every OP chain.
    package static let address = Address(twentyOf: [0x42] + [UInt8](repeating: 0, count: 18) + [0x0f])

    /// Asks for the fee in wei of a transaction that is not signed yet.
    package static func l1Fee(ofUnsigned transaction: [UInt8]) -> ContractCall { ContractCall("getL1Fee", [.bytes(transaction)]) }

    /// Asks for the highest fee in wei that an unsigned transaction of so many bytes can cost.
    package static func l1FeeUpperBound(unsignedCount: UInt64) -> ContractCall {
        ContractCall("getL1FeeUpperBound", [.uint256(UInt256(unsignedCount))])
    }

    /// The fee in wei that either call answers.
    package static func fee(from answer: [UInt8]) throws -> UInt256 {
        try ABIReader(answer, "answer of the fee oracle", words: 1).uint256(0)
    }
}
