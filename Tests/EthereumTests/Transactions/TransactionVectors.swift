@testable import Ethereum

/// tx_eip1559.json: transactions that eth-account, coincurve and eth-keys signed alike.
struct TransactionVectors: Decodable {
    struct Entry: Decodable {
        let address: String
        let storageKeys: [String]
    }
    struct Fields: Decodable {
        let chainId: AnyJSON
        let nonce: AnyJSON
        let maxPriorityFeePerGas: AnyJSON
        let maxFeePerGas: AnyJSON
        let gas: AnyJSON
        let to: String?
        let value: AnyJSON
        let data: String
        let accessList: [Entry]

        var transaction: Transaction {
            get throws {
                Transaction(
                    chainID: try chainId.decimal.uint64!, nonce: try nonce.decimal.uint64!,
                    maxPriorityFeePerGas: try maxPriorityFeePerGas.decimal,
                    maxFeePerGas: try maxFeePerGas.decimal, gasLimit: try gas.decimal.uint64!, to: try to.map { try Address($0) },
                    value: try value.decimal,
                    data: try Hex.decode(data),
                    accessList: try accessList.map {
                        AccessListEntry(address: try Address($0.address), storageKeys: try $0.storageKeys.map { try Bytes32(hex: $0) })
                    })
            }
        }
    }
    struct Case: Decodable {
        let name: String
        let privateKey: String
        let from: String
        let tx: Fields
        let unsigned: String
        let signingHash: String
        let yParity: UInt8
        let r: String
        let s: String
        let raw: String
        let hash: String

        /// A number in hexadecimal digits, which may be fewer than 64.
        func number(_ text: String) throws -> Bytes32 {
            try Bytes32(hex: String(repeating: "0", count: 66 - text.utf8.count) + text.dropFirst(2), prefixed: false)
        }
    }
    struct Legacy: Decodable {
        let raw: String
        let hash: String
    }
    struct Malformed: Decodable {
        let name: String
        let raw: String
        let why: String
    }
    let cases: [Case]
    let legacy: [Legacy]
    let malformed: [Malformed]

    static func read() throws -> TransactionVectors { try Vectors.read("tx_eip1559", as: TransactionVectors.self) }
}
