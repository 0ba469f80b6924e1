/// Reads the fields of a transaction's bytes and names the one that is wrong.
struct TransactionReader {
    private static let names = [
        "chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gasLimit", "to", "value", "data", "accessList", "yParity", "r", "s",
    ]
    private let fields: [RLPItem]

    init(raw: [UInt8]) throws {
        guard let type = raw.first else { throw EthereumFault(.transactionMalformed, "a transaction of no bytes") }
        guard type == Transaction.type else {
            let what = type >= 0xc0 ? "an old transaction without a type" : "type \(type)"
            throw EthereumFault(.transactionMalformed, "expected a transaction of type 2 (EIP-1559), found \(what)")
        }
        guard case .list(let fields) = try RLPDecoder.decode(raw.dropFirst()) else {
            throw EthereumFault(.transactionMalformed, "a transaction is a list of fields, found a string of bytes")
        }
        guard fields.count == Self.names.count else {
            throw EthereumFault(.transactionMalformed, "a signed transaction has \(Self.names.count) fields, found \(fields.count)")
        }
        self.fields = fields
    }

    func transaction() throws -> Transaction {
        let to = try bytes(5)
        return Transaction(
            chainID: try uint64(0), nonce: try uint64(1), maxPriorityFeePerGas: try number(2), maxFeePerGas: try number(3),
            gasLimit: try uint64(4),
            to: to.isEmpty ? nil : try named(5) { try Address(bytes: to) }, value: try number(6), data: try bytes(7),
            accessList: try accessList())
    }

    func signature() throws -> Signature {
        let parity = try uint64(9)
        guard parity < 2 else { throw fault(9, "0 or 1 is expected, found \(parity)") }
        return try Signature(r: number(10).word, s: number(11).word, yParity: UInt8(parity))
    }

    private func accessList() throws -> [AccessListEntry] {
        guard case .list(let entries) = fields[8] else { throw fault(8, "a list is expected") }
        return try entries.map { entry in
            guard case .list(let parts) = entry, parts.count == 2, case .bytes(let address) = parts[0], case .list(let keys) = parts[1]
            else {
                throw fault(8, "each entry is a list of an address and a list of storage keys")
            }
            return AccessListEntry(
                address: try named(8) { try Address(bytes: address) },
                storageKeys: try keys.map { key in
                    guard case .bytes(let bytes) = key else { throw fault(8, "a storage key is a string of bytes") }
                    return try named(8) { try Bytes32(bytes) }
                })
        }
    }

    private func bytes(_ index: Int) throws -> [UInt8] {
        guard case .bytes(let bytes) = fields[index] else { throw fault(index, "a string of bytes is expected, found a list") }
        return bytes
    }

    private func number(_ index: Int) throws -> UInt256 {
        let bytes = try bytes(index)
        guard bytes.first != 0 else { throw fault(index, "a number has no leading zero byte") }
        return try named(index) { try UInt256(bigEndian: bytes) }
    }

    private func uint64(_ index: Int) throws -> UInt64 {
        guard let value = try number(index).uint64 else { throw fault(index, "the number does not fit 64 bits") }
        return value
    }

    private func named<Value>(_ index: Int, _ read: () throws -> Value) throws -> Value {
        do { return try read() } catch let problem as EthereumFault { throw fault(index, problem.message) }
    }

    private func fault(_ index: Int, _ problem: String) -> EthereumFault {
        EthereumFault(.transactionMalformed, "\(Self.names[index]) of the transaction: \(problem)")
    }
}
