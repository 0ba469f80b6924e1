/// A function of a contract with its arguments: what stands in a transaction's `data`.
package struct ContractCall: Hashable, Sendable {
    package let name: String
    package let arguments: [ABIArgument]

    package init(_ name: String, _ arguments: [ABIArgument]) {
        self.name = name
        self.arguments = arguments
    }

    /// The name and the types, as the contract's selector is made of.
    package var signature: String { "\(name)(\(arguments.map(\.typeName).joined(separator: ",")))" }

    /// The first four bytes of the call.
    package var selector: [UInt8] { Array(Keccak256.hash(Array(signature.utf8)).bytes.prefix(4)) }

    /// Selector, a word for each argument, then those values that need more than a word.
    package var data: [UInt8] {
        var heads: [UInt8] = []
        var tails: [UInt8] = []
        for argument in arguments {
            heads += argument.head ?? UInt256(UInt64(32 * arguments.count + tails.count)).word.bytes
            tails += argument.tail
        }
        return selector + heads + tails
    }
}
