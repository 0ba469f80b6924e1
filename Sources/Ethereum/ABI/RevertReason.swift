/// Why a contract refused a call, from the `data` of the error that a node answers.
package enum RevertReason: Hashable, Sendable, CustomStringConvertible {
    /// `Error(string)`: the contract's own words, such as "not head".
    case message(String)
    /// `Panic(uint256)`: a fault of the arithmetic or of memory; the codes are Solidity's.
    case panic(UInt256)
    /// No data: out of gas, an `assert` without words, or no such function.
    case empty
    /// Data that fits none of these, as it came.
    case unknown([UInt8])

    package init(_ data: some Collection<UInt8>) {
        let data = Array(data)
        switch data.prefix(4) {
        case [] where data.isEmpty: self = .empty
        case [0x08, 0xc3, 0x79, 0xa0]:
            self = (try? ABIReader(data.dropFirst(4), "Error(string)").string(0, behind: 1)).map { .message($0) } ?? .unknown(data)
        case [0x4e, 0x48, 0x7b, 0x71]:
            self = (try? ABIReader(data.dropFirst(4), "Panic(uint256)", words: 1).uint256(0)).map { .panic($0) } ?? .unknown(data)
        default: self = .unknown(data)
        }
    }

    package var description: String {
        switch self {
        case .message(let text): text
        case .panic(let code): "panic \(code)"
        case .empty: "no reason given"
        case .unknown(let data): "unreadable reason \(Hex.encode(data.prefix(64)))"
        }
    }
}
