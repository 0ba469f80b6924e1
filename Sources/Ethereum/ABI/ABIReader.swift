/// Reads what a contract answered, word by word, and takes nothing that the contract cannot have written.
package struct ABIReader {
    private let data: [UInt8]
    private let what: String

    /// - Parameter what: What is read, for messages: "answer of placed()".
    /// - Parameter words: How many words there have to be, nil if the length depends on what is inside.
    package init(_ data: some Collection<UInt8>, _ what: String, words: Int? = nil) throws {
        self.data = Array(data)
        self.what = what
        if let words, self.data.count != 32 * words {
            let hint = self.data.isEmpty ? "; no contract may live at this address of this chain" : ""
            throw EthereumFault(.abiMalformed, "\(what): \(32 * words) bytes are expected, found \(self.data.count)\(hint)")
        }
    }

    /// The word at a place, counted in words.
    package func word(_ index: Int) throws -> Bytes32 {
        guard index >= 0, index < data.count / 32 else { throw fault("word \(index) is missing") }
        return data.withUnsafeBytes { Bytes32(at: $0.baseAddress! + 32 * index) }
    }

    /// A number of 256 bits.
    package func uint256(_ index: Int) throws -> UInt256 { try UInt256(word(index)) }

    /// A number that has to fit 64 bits, such as a block's.
    package func uint64(_ index: Int) throws -> UInt64 {
        let value = try uint256(index)
        guard let small = value.uint64 else { throw fault("\(value) in word \(index) does not fit 64 bits") }
        return small
    }

    /// An address, after twelve zero bytes.
    package func address(_ index: Int) throws -> Address {
        let bytes = try word(index).bytes
        guard bytes.prefix(12).allSatisfy({ $0 == 0 }) else { throw fault("word \(index) is no address: it is longer than 20 bytes") }
        return try Address(bytes: bytes.suffix(20))
    }

    /// 0 or 1.
    package func bool(_ index: Int) throws -> Bool {
        let value = try uint256(index)
        guard value <= 1 else { throw fault("word \(index) is neither true nor false but \(value)") }
        return value == 1
    }

    /// The bytes that the offset in word `index` leads to, behind the words of all values.
    package func bytes(_ index: Int, behind words: Int) throws -> ArraySlice<UInt8> {
        let offset = try uint64(index)
        guard offset.isMultiple(of: 32), let place = Int(exactly: offset), place >= 32 * words, place <= data.count - 32 else {
            throw fault("word \(index) leads to byte \(offset) of \(data.count)")
        }
        let length = try uint64(place / 32)
        guard let count = Int(exactly: length), count <= data.count - place - 32 else {
            throw fault("\(length) bytes are announced at \(place), \(data.count - place - 32) are there")
        }
        return data[(place + 32)..<(place + 32 + count)]
    }

    /// The text that the offset in word `index` leads to.
    package func string(_ index: Int, behind words: Int) throws -> String {
        guard let text = try String(validating: bytes(index, behind: words), as: UTF8.self) else { throw fault("the text is not UTF-8") }
        return text
    }

    private func fault(_ problem: String) -> EthereumFault { EthereumFault(.abiMalformed, "\(what): \(problem)") }
}
